extern alias generator;

using CnnGen.Kernels;
using generator::CnnGen.Generator.FrontEnd;
using generator::CnnGen.Generator.Graph;
using generator::CnnGen.Generator.Layers;
using generator::CnnGen.Generator.Layers.Shared;
using DeclaredGraph = generator::CnnGen.Generator.Graph.Graph;
using DeclaredNetwork = generator::CnnGen.Generator.Graph.Network;
using DeclaredRectangle = generator::CnnGen.Kernels.RectangularWindow;
using DeclaredWindow = generator::CnnGen.Kernels.Window;

namespace CnnGen.Benchmarks;

/// <summary>Turns the generator's graph of a declaration, one op a layer and nothing fused yet, into layers that peers understand.</summary>
internal static class GraphReader
{
    /// <exception cref="NotSupportedException">The network has a layer that peers are not told of.</exception>
    public static NetworkGraph Read(ModelSpec spec)
    {
        DeclaredNetwork network = GraphBuilder.Build(spec);
        if (network.Normalization.Mean.Count > 0)
            throw new NotSupportedException($"{spec.Name} normalises its input, which peers are not told of.");
        DeclaredGraph graph = network.Graph;
        Dictionary<Value, int> writers = new() { [graph.Input] = NetworkGraph.Images };
        List<Step> steps = [];
        foreach (Node node in graph.Nodes.Where(node => node.Op is not LossOp))
        {
            foreach (Value output in node.Outputs)
                writers.Add(output, steps.Count);
            steps.Add(new Step(LayerOf(node), ShapeOf(node.Output), [.. node.Inputs.Select(input => writers[input])]));
        }

        if (writers[graph.Output] != steps.Count - 1)
            throw new NotSupportedException($"{spec.Name} does not end with its scores.");
        return new NetworkGraph(ShapeOf(graph.Input), steps);
    }

    private static Layer LayerOf(Node node) => node.Op switch
    {
        ConvOp conv => new ConvLayer(conv.Weight.Name, conv.Bias?.Name, WindowOf(conv.Window, node), conv.Bank.Groups),
        ConvTransposeOp conv => new ConvTransposeLayer(
            conv.Weight.Name, conv.Bias?.Name, WindowOf(conv.Window, node), conv.OutputPadding, conv.Mirror.Groups),
        LinearOp linear => new LinearLayer(linear.Weight.Name, linear.Bias?.Name),
        BatchNormOp norm => new BatchNormLayer(
            norm.Gamma.Name, norm.Beta.Name, norm.RunningMean.Name, norm.RunningVariance.Name, norm.Momentum, norm.Epsilon),
        ActivationOp { Function.Name: "ReLU" } => new ReluLayer(),
        MaxPoolOp pool => new MaxPoolLayer(SquareOf(pool.Window, node), pool.CeilMode),
        MaxUnpoolOp unpool => new MaxUnpoolLayer(SquareOf(unpool.Window, node)),
        AvgPoolOp { Factory: "Global" } => new GlobalAvgPoolLayer(),
        AvgPoolOp { Window: { IsSquare: true, Partitions: true, Rows.Kernel: var side } } when Divides(side, node.Input.Shape) => new AvgPoolLayer(side),
        SumOp => new AddLayer(),
        ConcatOp => new ConcatLayer(),
        DropoutOp dropout => new DropoutLayer(dropout.Rate, dropout.WholeChannels),
        _ => throw new NotSupportedException($"Peers are not told of {node}."),
    };

    private static Window WindowOf(DeclaredWindow window, Node node) => window.PaddingBefore == window.PaddingAfter
        ? new Window(window.Kernel, window.Stride, window.PaddingBefore, window.PaddingAfter, window.Dilation)
        : throw new NotSupportedException($"Peers pad alike on all sides, unlike {node}.");

    private static Window SquareOf(DeclaredRectangle window, Node node) => window.IsSquare
        ? WindowOf(window.Rows, node)
        : throw new NotSupportedException($"Peers pool by squares, unlike {node}.");

    private static bool Divides(int size, Shape shape) => shape.Height % size == 0 && shape.Width % size == 0;

    private static ImageShape ShapeOf(Value value) => new(value.Shape.Channels, value.Shape.Height, value.Shape.Width);
}
