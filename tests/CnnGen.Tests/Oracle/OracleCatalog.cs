using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Tests.Oracle;

/// <summary>The oracle of each op.</summary>
internal static class OracleCatalog
{
    public static OracleOp Create(Node node) => node.Op switch
    {
        ConvOp op => new ConvOracle(node, op),
        ConvTransposeOp op => new ConvTransposeOracle(node, op),
        LinearOp op => new LinearOracle(node, op),
        ActivationOp op => new ActivationOracle(node, op),
        SelfGatedOp op => new SelfGatedOracle(node, op),
        MaxPoolOp op => new MaxPoolOracle(node, op),
        MaxUnpoolOp => new MaxUnpoolOracle(node),
        AvgPoolOp op => new AvgPoolOracle(node, op),
        GlobalMaxPoolOp => new GlobalMaxPoolOracle(node),
        UpsampleOp op => new UpsampleOracle(node, op),
        BedOfNailsOp op => new BedOfNailsOracle(node, op),
        PadOp op => new PadOracle(node, op),
        CropOp op => new CropOracle(node, op),
        SubsampleOp op => new SubsampleOracle(node, op),
        BatchNormOp op => new BatchNormOracle(node, op),
        GroupNormOp op => new GroupNormOracle(node, op),
        LocalResponseNormOp op => new LocalResponseNormOracle(node, op),
        SumOp => new SumOracle(node),
        ConcatOp => new ConcatOracle(node),
        DropoutOp op => new DropoutOracle(node, op),
        SoftmaxOp => new SoftmaxOracle(node),
        CrossEntropyOp op => new CrossEntropyOracle(node, op),
        MeanSquaredErrorOp op => new MeanSquaredErrorOracle(node, op),
        _ => throw new NotSupportedException($"No oracle for {node.Op.GetType().Name}"),
    };
}
