using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>The gradient of a bias that a norm takes away again.</summary>
internal sealed record ZeroGradientOp(Parameter Bias) : Op
{
    public override string Describe(Node node) => "gradient of the bias, zero: the norm that follows takes it away";

    public override void Emit(StepWriter writer, Node node) =>
        writer.Line($"{StepWriter.Kernels}Zero.Gradient({StepWriter.Gradient(Bias)}, {Text.Literal(Bias.Size)});");
}
