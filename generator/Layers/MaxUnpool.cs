using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y = x at the places that won the windows of a named stage's max pooling, zero elsewhere (Zeiler et al. 2011; SegNet: Badrinarayanan et al. 2015);
// dx = dy at those places. Reads the winners, so they are recorded in prediction too.
internal static class MaxUnpoolLayer
{
    public static void Build(LayerContext layer)
    {
        (string name, Value _) = layer.NamedStages().First();
        Node? pool = name == FrontEnd.StageSpec.Input ? null : layer.Chain.Scope.PoolOf(name);
        if (pool is null)
        {
            layer.Require(false, Descriptors.NoPool, "stage", name);
            return;
        }

        layer.Require(pool.Output.Shape == layer.Input, Descriptors.UnpoolMismatch, "stage", layer.Input.ToString(), name, pool.Output.Shape.ToString());
        RectangularWindow window = ((MaxPoolOp)pool.Op).Window;
        if (pool.Outputs.Count == 1)
            pool.AddOutput(MaxPoolOp.NewWinners(pool, window.FitsBytes));
        layer.Add(new MaxUnpoolOp(window, pool.Label), [layer.Chain.Current, pool.Outputs[1]], pool.Input.Shape);
    }
}

internal sealed record MaxUnpoolOp(RectangularWindow Window, string Pool) : Op
{
    public override (int Rows, int Columns) Rise => (Window.Rows.Stride, Window.Columns.Stride);

    public override string Describe(Node node) => $"max unpooling to the winners of {Pool}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node.Identifier + "Forward", node.Inputs[0], node.Output);
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new MaxUnpoolGradientOp(this), [d.GradientOf(node.Output), node.Inputs[1]], d.NewGradient(node.Inputs[0]));

    public string Kernel(StepWriter writer, string name, Value pooled, Value unpooled) =>
        writer.Kernel("MaxUnpool", name, $"{StepWriter.Map(pooled)}, {StepWriter.Map(unpooled)}, {WindowText.Code(Window)}");
}

internal sealed record MaxUnpoolGradientOp(MaxUnpoolOp Layer) : Op
{
    public override string Describe(Node node) => "gradient at the winners";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.Kernel(writer, node.Identifier + "Gradient", node.Output, node.Inputs[0]);
        writer.Line($"{kernel}.Backward(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Output)});");
    }
}
