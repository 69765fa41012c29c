using System.Linq;
using CnnGen.Generator.FrontEnd;

namespace CnnGen.Generator.Emit;

/// <summary>What a broken declaration compiles to: the same face, so that its uses bring no errors of their own, and bodies that throw.</summary>
internal static class StubEmitter
{
    private static readonly string[] PassMethods = ["Backward", "BackwardToInput", "UpdateStatistics"];

    public static SourceFile Emit(ModelSpec spec, string reason)
    {
        string error = $"throw new global::System.InvalidOperationException(\"{spec.Name} was not compiled: see {reason}.\")";
        bool regression = spec.Stages.SelectMany(stage => stage.Layers).Any(layer => layer.Kind == "MeanSquaredError");
        string trainer = regression ? "RegressionTrainer" : "ClassifierTrainer";
        return ModelFile.Write(spec, "", $"/// <remarks>Not compiled: see {reason}.</remarks>", "global::CnnGen.Model, global::CnnGen.INetwork", writer =>
        {
            writer.Summary("Throws.");
            writer.Line($"public {spec.Name}(int seed = 0)\n    : base(null!, seed)\n{{\n}}").Line();
            writer.Summary("Throws.").Line($"public static string Summary => {error};").Line();
            writer.Summary("Throws.").Line($"public static global::CnnGen.NetworkFacts Facts => {error};").Line();
            foreach (StageSpec stage in spec.Stages.Where(stage => stage.Name.Length > 0))
                writer.Line($"{stage.Modifiers} global::CnnGen.Stage {stage.Name} => {error};").Line();
            writer.Summary("Throws.").Line($"public override Predictor CreatePredictor(int batch = 1, int threads = 1) => {error};").Line();
            writer.Summary("Throws.");
            writer.Line($"public override Trainer CreateTrainer(int batch, global::CnnGen.Training.Optimizer optimizer, int seed = 0, int threads = 1) => {error};").Line();
            writer.Summary("Cannot be made.");
            using (writer.Block("public sealed class Predictor : global::CnnGen.Predictor"))
            {
                writer.Line("private Predictor()\n    : base(null!, 1, 1, null!)\n{\n}").Line();
                writer.Line($"/// <inheritdoc/>\nprotected override void Prepare() => {error};").Line();
                writer.Line($"/// <inheritdoc/>\nprotected override void Forward(Kernels::Samples samples) => {error};");
            }

            writer.Line().Summary("Cannot be made.");
            using (writer.Block($"public sealed class Trainer : global::CnnGen.{trainer}"))
            {
                writer.Line("private Trainer()\n    : base(null!, 1, null!, 0, 1, null!)\n{\n}").Line();
                writer.Line($"/// <inheritdoc/>\nprotected override float Forward(Kernels::Samples samples) => {error};").Line();
                foreach (string method in PassMethods)
                    writer.Line($"/// <inheritdoc/>\nprotected override void {method}(Kernels::Samples samples) => {error};").Line();
            }
        });
    }
}
