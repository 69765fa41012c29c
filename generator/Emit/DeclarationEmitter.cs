using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Plan;
using CnnGen.Kernels;

namespace CnnGen.Generator.Emit;

/// <summary>The file that an editor needs: signatures, parameters, stages, memory plans and the summary, but no code that runs the network.</summary>
internal static class DeclarationEmitter
{
    /// <summary>Floats of maps that should stay in the cache while a predictor works on a group of samples: 1 MiB.</summary>
    private const int GroupBudget = 256 * 1024;

    private const int LargestGroup = 32;

    public static SourceFile Emit(ModelSpec spec, PredictionProgram prediction, TrainingProgram training, string summary, Facts facts)
    {
        string remarks = $"/// <remarks>\n/// <code>\n{Comment(Escape(summary))}\n/// </code>\n/// </remarks>";
        return ModelFile.Write(spec, "", remarks, "global::CnnGen.Model, global::CnnGen.INetwork", writer =>
        {
            writer.Summary("Makes the network with fresh weights: one seed, the same weights on every machine.");
            writer.Line("/// <param name=\"seed\">Seed of the weights.</param>");
            using (writer.Block($"public {spec.Name}(int seed = 0)\n    : base(Weights.Layout, seed)"))
            {
            }

            writer.Line().Summary("The network layer by layer: kernels, shapes, parameters, multiply-accumulates, memory.");
            writer.Line($"public static string Summary => \"\"\"\n{string.Join("\n", summary.Split('\n').Select(line => "    " + line))}\n    \"\"\";");
            writer.Line().Summary("Parameters, multiply-accumulates and memory in total.");
            writer.Line($"public static global::CnnGen.NetworkFacts Facts {{ get; }} = {facts.Code()};");
            EmitStages(writer, spec, prediction);
            EmitFactories(writer);
            EmitParameters(writer, training.Network);
            EmitPredictor(writer, spec, prediction);
            EmitTrainer(writer, spec, training);
        });
    }

    private static void EmitFactories(SourceWriter writer)
    {
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line("public override Predictor CreatePredictor(int batch = 1, int threads = 1) => new(this, batch, threads);");
        writer.Line().Line("/// <inheritdoc/>");
        writer.Line("public override Trainer CreateTrainer(int batch, global::CnnGen.Training.Optimizer optimizer, int seed = 0, int threads = 1) => new(this, batch, optimizer, seed, threads);");
    }

    private static void EmitStages(SourceWriter writer, ModelSpec spec, PredictionProgram prediction)
    {
        if (spec.Stages[0].Name.Length == 0)
            return;
        foreach (StageSpec stage in spec.Stages)
            writer.Line().Line($"{stage.Modifiers} global::CnnGen.Stage {stage.Name} => Stages.{stage.Name};");
        writer.Line();
        using (writer.Block("private static class Stages"))
        {
            IReadOnlyList<StageFacts> all = StageFacts.Of(prediction.Network);
            for (int i = 0; i < spec.Stages.Count; i++)
            {
                StageFacts facts = all[i];
                string name = spec.Stages[i].Name;
                writer.Line($"public static readonly global::CnnGen.Stage {name} = new(");
                writer.Line($"    \"{spec.FullName}\", \"{name.TrimStart('@')}\", channels: {facts.Shape.Channels}, height: {facts.Shape.Height}, width: {facts.Shape.Width},");
                writer.Line($"    receptiveField: {facts.ReceptiveField}, multiplyAdds: {Text.Literal(facts.MultiplyAdds)});");
            }
        }
    }

    private static void EmitParameters(SourceWriter writer, Network network)
    {
        writer.Line().Summary("The parameters' names, shapes and places.");
        using (writer.Block("private static class Weights"))
        {
            foreach (Parameter parameter in network.Parameters)
                writer.Line($"public const int {parameter.Identifier} = {Text.Literal(parameter.Offset)};");
            writer.Line();
            using (writer.Block(
                $"public static readonly global::CnnGen.Parameters.ParameterLayout Layout = new(trainable: {Text.Literal(network.TrainableSize)}, total: {Text.Literal(network.TotalSize)}, new global::CnnGen.Parameters.ParameterInfo[]",
                "});"))
            {
                foreach (Parameter parameter in network.Parameters)
                {
                    writer.Line(
                        $"new(\"{parameter.Name}\", {parameter.Identifier}, shape: new[] {{ {string.Join(", ", parameter.Shape)} }}, strides: new[] {{ {string.Join(", ", parameter.Strides)} }}, global::CnnGen.Parameters.Initializer.{parameter.Initializer}),");
                }
            }
        }
    }

    private static void EmitPredictor(SourceWriter writer, ModelSpec spec, PredictionProgram program)
    {
        writer.Line().Summary($"Runs <see cref=\"{Cref(spec)}\"/> on images.");
        using (writer.Block("public sealed partial class Predictor : global::CnnGen.Predictor"))
        {
            int group = System.Math.Max(4, System.Math.Min(LargestGroup, (int)(GroupBudget / System.Math.Max(1, program.Memory.SampleSize))));
            if (program.Graph.Nodes.SelectMany(node => node.Outputs).Any(value => value.Keep))
                group = int.MaxValue;
            List<string> options = [$"Group = {(group == int.MaxValue ? "int.MaxValue" : Text.Literal(group))}"];
            EmitPlan(writer, program.Network, program.Memory, program.Graph.Input, program.Graph.Output, options);
            writer.Line();
            writer.Line($"internal Predictor({spec.Name} model, int batch, int threads)\n    : base(model, batch, threads, ArenaPlan) => PrepareSteps();");
            writer.Line();
            writer.Line("/// <inheritdoc/>\nprotected override void Prepare() => PrepareSteps();").Line();
            writer.Line("/// <inheritdoc/>\nprotected override void Forward(Kernels::Samples samples) => ForwardSteps(samples);").Line();
            EmitLocate(writer, spec, program.Network, program.Memory);
            writer.Line("partial void PrepareSteps();").Line();
            writer.Line("partial void ForwardSteps(Kernels::Samples samples);");
        }
    }

    private static void EmitTrainer(SourceWriter writer, ModelSpec spec, TrainingProgram program)
    {
        LossOp loss = program.Graph.Forward.Nodes.Select(node => node.Op).OfType<LossOp>().First();
        writer.Line().Summary($"Trains <see cref=\"{Cref(spec)}\"/> in place.");
        using (writer.Block($"public sealed partial class Trainer : global::CnnGen.{loss.TrainerClass}"))
        {
            Value gradient = program.Graph.InputGradient;
            List<string> options = [$"InputGradient = {MapCode(gradient.Map)}", $"InputGradientOffset = {Text.Literal(program.Memory.Of(gradient).Offset)}"];
            if (program.Graph.Nodes.Any(node => node.Op.NeedsSeveralSamples(node)))
                options.Add("MinimumSamples = 2");
            if (loss.Answers is not null)
                options.Add(TrainedOutputs(spec, program));
            else if (loss.IgnoredLabel is { } ignored)
                options.Add($"IgnoredLabel = {ignored}");
            EmitPlan(writer, program.Network, program.Memory, program.Graph.Forward.Input, program.Graph.Forward.Output, options);
            writer.Line();
            writer.Line($"internal Trainer({spec.Name} model, int batch, global::CnnGen.Training.Optimizer optimizer, int seed, int threads)\n    : base(model, batch, optimizer, seed, threads, ArenaPlan)");
            using (writer.Block(""))
            {
            }

            writer.Line();
            using (writer.Block("/// <inheritdoc/>\nprotected override float Forward(Kernels::Samples samples)"))
                writer.Line("float loss = 0;\nForwardSteps(samples, ref loss);\nreturn loss;");
            writer.Line();
            writer.Line("/// <inheritdoc/>\nprotected override void Backward(Kernels::Samples samples) => BackwardSteps(samples);").Line();
            writer.Line("/// <inheritdoc/>\nprotected override void BackwardToInput(Kernels::Samples samples) => BackwardToInputSteps(samples);").Line();
            writer.Line("/// <inheritdoc/>\nprotected override void UpdateStatistics(Kernels::Samples samples) => UpdateStatisticsSteps(samples);").Line();
            writer.Line("partial void ForwardSteps(Kernels::Samples samples, ref float loss);").Line();
            writer.Line("partial void BackwardSteps(Kernels::Samples samples);").Line();
            writer.Line("partial void BackwardToInputSteps(Kernels::Samples samples);").Line();
            writer.Line("partial void UpdateStatisticsSteps(Kernels::Samples samples);");
        }
    }

    /// <summary>C# of what trains each of several outputs.</summary>
    private static string TrainedOutputs(ModelSpec spec, TrainingProgram program)
    {
        IEnumerable<string> outputs = program.Network.Outputs.Select((stage, place) =>
        {
            Shape shape = program.Network.StageOutputs[stage].Shape;
            int? ignored = program.Graph.Forward.Nodes.Select(node => node.Op).OfType<LossOp>().First(op => op.Answers == place).IgnoredLabel;
            return $"    new(\"{spec.Stages[stage].PlainName}\", Channels: {shape.Channels}, Height: {shape.Height}, Width: {shape.Width}{(ignored is null ? "" : $", IgnoredLabel: {ignored}")}),\n";
        });
        return $"Outputs = new global::CnnGen.Sessions.TrainedOutput[]\n{{\n{string.Concat(outputs)}}}";
    }

    private static void EmitPlan(SourceWriter writer, Network network, MemoryPlan memory, Value input, Value output, List<string> options)
    {
        if (network.Normalization.Mean.Count > 0)
        {
            options.Add($"Mean = new[] {{ {string.Join(", ", network.Normalization.Mean.Select(Text.Literal))} }}");
            options.Add($"Deviation = new[] {{ {string.Join(", ", network.Normalization.Deviation.Select(Text.Literal))} }}");
        }

        if (memory.Scratch > 0)
            options.Add($"Scratch = {Text.Literal(memory.Scratch)}");
        writer.Line("private static readonly global::CnnGen.Sessions.SessionPlan ArenaPlan = new(");
        writer.Line($"    fixedSize: {Text.Literal(memory.FixedSize)}, sampleSize: {Text.Literal(memory.SampleSize)},");
        writer.Line($"    input: {MapCode(input.Map)}, inputOffset: {Text.Literal(memory.Of(input).Offset)},");
        writer.Line($"    output: {MapCode(output.Map)}, outputOffset: {Text.Literal(memory.Of(output).Offset)})");
        using (writer.Block("", "};"))
            writer.Line(string.Join("\n", options.Select(option => option + ",")));
    }

    private static void EmitLocate(SourceWriter writer, ModelSpec spec, Network network, MemoryPlan memory)
    {
        List<(string Name, Value Value)> kept = [];
        for (int i = 0; i < spec.Stages.Count; i++)
        {
            if (network.StageOutputs[i].Keep)
                kept.Add((spec.Stages[i].Name, Existing(network.StageOutputs[i])));
        }

        if (kept.Count == 0)
            return;
        using (writer.Block("/// <inheritdoc/>\nprotected override bool Locate(global::CnnGen.Stage stage, out Kernels::Map map, out int offset)"))
        {
            foreach ((string name, Value value) in kept)
                writer.Line($"if (stage == {name})\n{{\n    (map, offset) = ({MapCode(value.Map)}, {Text.Literal(memory.Of(value).Offset)});\n    return true;\n}}\n");
            writer.Line("return base.Locate(stage, out map, out offset);");
        }

        writer.Line();
    }

    private static Value Existing(Value value) => value.StandIn is null ? value : Existing(value.StandIn);

    /// <summary>C# that makes a layout.</summary>
    public static string MapCode(Map map)
    {
        string border = map.HasBorder ? $", Top: {map.Top}, Bottom: {map.Bottom}, Side: {map.Side}" : "";
        return $"new(Channels: {map.Channels}, Height: {map.Height}, Width: {map.Width}, PixelStride: {map.PixelStride}{border})";
    }

    private static string Cref(ModelSpec spec) => spec.Name.TrimStart('@');

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Comment(string text) => string.Join("\n", text.Split('\n').Select(line => "/// " + line));
}
