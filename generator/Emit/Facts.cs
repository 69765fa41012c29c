using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Plan;

namespace CnnGen.Generator.Emit;

/// <summary>The totals of a network: what a class tells as <c>CnnGen.NetworkFacts</c>.</summary>
internal sealed record Facts(long Parameters, long MultiplyAdds, MemoryPlan Prediction, MemoryPlan Training, int Lines)
{
    private const int BytesPerFloat = 4;

    public static Facts Of(PredictionProgram prediction, TrainingProgram training, IEnumerable<SourceFile> bodies) => new(
        prediction.Network.ParameterCount,
        DeclaredMultiplyAdds(prediction),
        prediction.Memory,
        training.Memory,
        bodies.Sum(body => body.Text.Count(letter => letter == '\n')));

    /// <summary>C# that makes the object.</summary>
    public string Code() =>
        $"new({Text.Literal(Parameters)}, {Text.Literal(MultiplyAdds)}, {Memory(Prediction)}, {Memory(Training)}, {Lines})";

    /// <summary>Those of the layers that a prediction runs as they are declared, which other libraries count, whatever their order came to be.</summary>
    private static long DeclaredMultiplyAdds(PredictionProgram prediction)
    {
        HashSet<string> labels = new(prediction.Graph.Nodes.Select(node => node.Label));
        return prediction.Network.Graph.Nodes.Where(node => labels.Contains(node.Label)).Sum(node => node.Op.MultiplyAdds(node));
    }

    private static string Memory(MemoryPlan plan) =>
        $"new({Text.Literal(plan.SampleSize * BytesPerFloat)}, {Text.Literal(plan.UnsharedSize * BytesPerFloat)}, {Text.Literal(plan.SharedSize * BytesPerFloat)})";
}
