using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>The code of a predictor.</summary>
internal static class PredictorEmitter
{
    public static SourceFile Emit(ModelSpec spec, PredictionProgram program) => ModelFile.Write(spec, "Predictor", "", "", writer =>
    {
        using (writer.Block("partial class Predictor"))
        {
            StepWriter steps = new(Mode.Predict);
            SourceWriter prepare = new();
            steps.Body = prepare;
            using (prepare.Block("partial void PrepareSteps()"))
            {
                foreach (Node node in program.Graph.Nodes)
                    node.Op.EmitPrepare(steps, node);
            }

            string forward = SessionBody.Steps(steps, "partial void ForwardSteps(Kernels::Samples samples)", program.Graph.Nodes, program.Memory, program.Graph.Input);
            SessionBody.EmitPlan(writer, program.Memory, program.Graph.Nodes);
            foreach (string field in steps.Fields)
                writer.Line(field);
            writer.Line().Line("// Takes the model's weights: folded and packed as the kernels read them.");
            writer.Line(prepare.ToString().TrimEnd()).Line();
            writer.Line(forward.TrimEnd());
        }
    });
}
