using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Helpers;
using CnnGen.Generator.Passes;
using CnnGen.Generator.Plan;

namespace CnnGen.Generator;

/// <summary>A file to add to the user's compilation.</summary>
internal sealed record SourceFile(string Name, string Text);

/// <summary>What a declaration compiles to.</summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Declaration">Signatures, plan and summary: what an editor needs while a user types.</param>
/// <param name="Bodies">The code of the sessions.</param>
/// <param name="Problems">What is wrong; the declaration is a stub then.</param>
internal sealed record CompiledModel(ModelSpec Spec, SourceFile? Declaration, EquatableArray<SourceFile> Bodies, EquatableArray<Problem> Problems);

/// <summary>The compiler: a declaration in, source files out.</summary>
internal static class ModelCompiler
{
    public static CompiledModel Compile(ModelSpec spec)
    {
        try
        {
            if (spec.Problems.Count > 0 || spec.IsIncomplete)
                return Broken(spec, [.. spec.Problems]);

            PredictionProgram prediction = PlanPrediction(GraphBuilder.Build(spec));
            TrainingProgram training = PlanTraining(GraphBuilder.Build(spec));
            CheckSize(prediction.Memory, "a predictor's arena for one sample");
            CheckSize(training.Memory, "a trainer's arena for one sample");

            SourceFile[] bodies = [PredictorEmitter.Emit(spec, prediction), TrainerEmitter.Emit(spec, training)];
            Facts facts = Facts.Of(prediction, training, bodies);
            string summary = SummaryEmitter.Table(spec, prediction, training);
            return new CompiledModel(
                spec, DeclarationEmitter.Emit(spec, prediction, training, summary, facts), bodies.ToEquatableArray(), EquatableArray<Problem>.Empty);
        }
        catch (ProblemException exception)
        {
            return Broken(spec, exception.Problem);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Broken(spec, Problem.Of(Descriptors.Internal, Site.Class, spec.FullName, exception.Message));
        }
    }

    private static PredictionProgram PlanPrediction(Network network)
    {
        Graph.Graph graph = FuseOps.Run(network.Graph, Mode.Predict).Check("fusion");
        graph = ChooseKernels.Run(graph, Mode.Predict).Check("choice of kernels");
        graph = AddExtras.Run(graph, Mode.Predict).Check("extras");
        PlaceSlices.Run(graph.Nodes.ToList(), graph.Input, graph.Output);
        OverwriteInputs.Run(graph.Nodes, graph.Input, graph.Output);
        ChooseLayouts.Run(graph.Nodes.ToList(), graph.Input);
        return new PredictionProgram(network, graph, ArenaPlanner.Plan(graph.Nodes, graph.Input, [graph.Output]));
    }

    private static TrainingProgram PlanTraining(Network network)
    {
        Graph.Graph graph = FuseOps.Run(network.Graph, Mode.Train).Check("fusion");
        graph = ChooseKernels.Run(graph, Mode.Train).Check("choice of kernels");
        graph = AddExtras.Run(graph, Mode.Train).Check("extras");
        TrainingGraph training = Differentiator.Differentiate(graph);
        training.Forward.Check("differentiation");
        PlaceSlices.Run(training.Nodes.ToList(), graph.Input, graph.Output, training.InputGradient);
        OverwriteInputs.Run(training.Nodes.ToList(), graph.Input, graph.Output, training.InputGradient);
        ChooseLayouts.Run(training.Nodes.ToList(), graph.Input);
        return new TrainingProgram(network, training, ArenaPlanner.Plan(training.Nodes.ToList(), graph.Input, [training.InputGradient]));
    }

    private static void CheckSize(MemoryPlan memory, string what)
    {
        long floats = memory.SampleSize + memory.SharedSize;
        if (floats > int.MaxValue)
            throw new ProblemException(Problem.Of(Descriptors.TooLarge, Site.Class, "The network", what, Text.Count(floats), Text.Count(int.MaxValue)));
    }

    private static CompiledModel Broken(ModelSpec spec, params Problem[] problems) =>
        new(spec, spec.Stub != StubFace.None ? StubEmitter.Emit(spec, problems.FirstOrDefault()?.Id ?? "the compiler's errors") : null, EquatableArray<SourceFile>.Empty, problems.ToEquatableArray());
}

/// <summary>A graph for prediction with its memory.</summary>
internal sealed record PredictionProgram(Network Network, Graph.Graph Graph, MemoryPlan Memory);

/// <summary>A graph for training with its memory.</summary>
internal sealed record TrainingProgram(Network Network, TrainingGraph Graph, MemoryPlan Memory);
