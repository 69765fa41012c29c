using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;

namespace CnnGen.Generator.Emit;

/// <summary>What a broken declaration compiles to: the same face, so that its uses bring no errors of their own, and bodies that throw.</summary>
internal static class StubEmitter
{
    private static readonly string[] PassMethods = ["Backward", "BackwardToInput", "UpdateStatistics"];

    public static SourceFile Emit(ModelSpec spec, string reason)
    {
        string error = $"throw new global::System.InvalidOperationException(\"{spec.Name} was not compiled: see {reason}.\")";
        HashSet<string> taken = [.. spec.Problems.Where(problem => problem.Id == Descriptors.NameTaken.Id).Select(problem => problem.Arguments[0])];
        bool isNetwork = !taken.Contains(ModelMembers.Summary) && !taken.Contains(ModelMembers.Facts);
        string bases = spec.Stub == StubFace.Static ? "" : isNetwork ? "global::CnnGen.Model, global::CnnGen.INetwork" : "global::CnnGen.Model";
        return ModelFile.Write(spec, "", $"/// <remarks>Not compiled: see {reason}.</remarks>", bases, writer =>
        {
            if (!taken.Contains(ModelMembers.Summary))
                writer.Summary("Throws.").Line($"public static string Summary => {error};").Line();
            if (!taken.Contains(ModelMembers.Facts))
                writer.Summary("Throws.").Line($"public static global::CnnGen.NetworkFacts Facts => {error};").Line();
            foreach (StageSpec stage in spec.Stages.Where(stage => stage.Name.Length > 0))
                writer.Line($"{stage.Modifiers} global::CnnGen.Stage {stage.Name} => {error};").Line();
            if (spec.Stub == StubFace.Whole)
                EmitInstance(writer, spec, taken, error);
        });
    }

    /// <summary>The constructor and the sessions, of the base classes where a session's own name is taken.</summary>
    private static void EmitInstance(SourceWriter writer, ModelSpec spec, HashSet<string> taken, string error)
    {
        bool hasPredictor = !taken.Contains(ModelMembers.Predictor), hasTrainer = !taken.Contains(ModelMembers.Trainer);
        writer.Summary("Throws.");
        writer.Line($"public {spec.Name}(int seed = 0)\n    : base(null!, seed)\n{{\n}}").Line();
        writer.Summary("Throws.");
        writer.Line($"public override {(hasPredictor ? "" : "global::CnnGen.")}Predictor CreatePredictor(int batch = 1, int threads = 1) => {error};").Line();
        writer.Summary("Throws.");
        writer.Line($"public override {(hasTrainer ? "" : "global::CnnGen.")}Trainer CreateTrainer(int batch, global::CnnGen.Training.Optimizer optimizer, int seed = 0, int threads = 1) => {error};");
        if (hasPredictor)
            EmitPredictor(writer, error);
        if (hasTrainer)
            EmitTrainer(writer, spec, error);
    }

    private static void EmitPredictor(SourceWriter writer, string error)
    {
        writer.Line().Summary("Cannot be made.");
        using (writer.Block("public sealed partial class Predictor : global::CnnGen.Predictor"))
        {
            writer.Line("private Predictor()\n    : base(null!, 1, 1, null!)\n{\n}").Line();
            writer.Line($"/// <inheritdoc/>\nprotected override void Prepare() => {error};").Line();
            writer.Line($"/// <inheritdoc/>\nprotected override void Forward(Kernels::Samples samples) => {error};");
        }
    }

    private static void EmitTrainer(SourceWriter writer, ModelSpec spec, string error)
    {
        bool regression = spec.Stages.SelectMany(stage => stage.Layers).Any(layer => layer.Kind == "MeanSquaredError");
        writer.Line().Summary("Cannot be made.");
        using (writer.Block($"public sealed partial class Trainer : global::CnnGen.{(regression ? "RegressionTrainer" : "ClassifierTrainer")}"))
        {
            writer.Line("private Trainer()\n    : base(null!, 1, null!, 0, 1, null!)\n{\n}").Line();
            writer.Line($"/// <inheritdoc/>\nprotected override float Forward(Kernels::Samples samples) => {error};");
            foreach (string method in PassMethods)
                writer.Line().Line($"/// <inheritdoc/>\nprotected override void {method}(Kernels::Samples samples) => {error};");
        }
    }
}
