using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// Pixels of one grid of the input go to another grid of the output, zeros elsewhere. The gradient is the same with input and output exchanged, and
/// needs nothing of the forward pass.
/// </summary>
internal abstract record PlacementOp(Grid From, Grid To) : Op
{
    /// <summary>The gradient in English.</summary>
    public abstract string DescribeGradient { get; }

    public override void Emit(StepWriter writer, Node node) => Emit(writer, node, "Forward", From, To);

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new PlacementGradientOp(this), [d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public static void Emit(StepWriter writer, Node node, string suffix, Grid from, Grid to)
    {
        string kernel = writer.Kernel(
            "Placement", node.Identifier + suffix, $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, from: {Code(from)}, to: {Code(to)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    private static string Code(Grid grid) => grid == Grid.All ? $"{StepWriter.Kernels}Grid.All" : $"new({grid.Row}, {grid.Column}, Step: {grid.Step})";
}

/// <summary>The gradient's pixels go back where the output's came from.</summary>
internal sealed record PlacementGradientOp(PlacementOp Layer) : Op
{
    public override string Describe(Node node) => Layer.DescribeGradient;

    public override void Emit(StepWriter writer, Node node) => PlacementOp.Emit(writer, node, "Gradient", Layer.To, Layer.From);
}
