using System.Linq;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>The code of a trainer.</summary>
internal static class TrainerEmitter
{
    public static SourceFile Emit(ModelSpec spec, TrainingProgram program) => ModelFile.Write(spec, "Trainer", "", "", writer =>
    {
        using (writer.Block("partial class Trainer"))
        {
            StepWriter steps = new(Mode.Train);
            string forward = SessionBody.Steps(steps, "partial void ForwardSteps(Kernels::Samples samples, ref float loss)", program.Graph.Forward.Nodes, program.Memory, program.Graph.Forward.Input);
            string backward = SessionBody.Steps(steps, "partial void BackwardSteps(Kernels::Samples samples)", program.Graph.Backward, program.Memory);
            string toInput = SessionBody.Steps(steps, "partial void BackwardToInputSteps(Kernels::Samples samples)", program.Graph.ToInput, program.Memory);
            SourceWriter update = new();
            steps.Body = update;
            using (update.Block("partial void UpdateStatisticsSteps(Kernels::Samples samples)"))
            {
                foreach (Node node in program.Graph.Forward.Nodes)
                    node.Op.EmitUpdate(steps, node);
            }

            SessionBody.EmitPlan(writer, program.Memory, [.. program.Graph.Nodes]);
            foreach (string field in steps.Fields)
                writer.Line(field);
            foreach (string method in new[] { forward, backward, toInput, update.ToString() })
                writer.Line().Line(method.TrimEnd());
        }
    });
}
