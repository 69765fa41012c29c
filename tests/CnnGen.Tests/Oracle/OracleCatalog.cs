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
        LinearOp op => new LinearOracle(node, op),
        ActivationOp op => new ActivationOracle(node, op),
        MaxPoolOp op => new MaxPoolOracle(node, op),
        MaxUnpoolOp => new MaxUnpoolOracle(node),
        AvgPoolOp op => new AvgPoolOracle(node, op),
        BatchNormOp op => new BatchNormOracle(node, op),
        GroupNormOp op => new GroupNormOracle(node, op),
        LocalResponseNormOp op => new LocalResponseNormOracle(node, op),
        AddOp => new AddOracle(node),
        ConcatOp => new ConcatOracle(node),
        DropoutOp op => new DropoutOracle(node, op),
        SoftmaxOp => new SoftmaxOracle(node),
        CrossEntropyOp op => new CrossEntropyOracle(node, op),
        MeanSquaredErrorOp op => new MeanSquaredErrorOracle(node, op),
        _ => throw new NotSupportedException($"No oracle for {node.Op.GetType().Name}"),
    };
}
