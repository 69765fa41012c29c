using System.Collections.Generic;
using System.Linq;

namespace CnnGen.Generator.Graph;

/// <summary>A declaration as a graph: one node a layer, with the parameters and what the input's normalisation is.</summary>
internal sealed class Network(Graph graph, IReadOnlyList<Parameter> parameters, IReadOnlyList<LayerRow> rows, IReadOnlyList<Value> stageOutputs, IReadOnlyList<int> outputs, InputNormalization normalization)
{
    public Graph Graph { get; } = graph;

    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>What the summary shows of each layer, in order.</summary>
    public IReadOnlyList<LayerRow> Rows { get; } = rows;

    /// <summary>The value that each stage ends with.</summary>
    public IReadOnlyList<Value> StageOutputs { get; } = stageOutputs;

    /// <summary>The stages that are outputs, auxiliary ones left out; the last is what a predictor's run returns.</summary>
    public IReadOnlyList<int> Outputs { get; } = outputs;

    public InputNormalization Normalization { get; } = normalization;

    /// <summary>Floats of trainable parameters, which lie first.</summary>
    public int TrainableSize => Parameters.Where(parameter => parameter.Trainable).Sum(parameter => parameter.Size);

    /// <summary>Numbers that training sets.</summary>
    public long ParameterCount => Parameters.Where(parameter => parameter.Trainable).Sum(parameter => parameter.Count);

    public int TotalSize => Parameters.Sum(parameter => parameter.Size);
}

/// <summary>Mean and deviation of each input channel, or empty lists.</summary>
internal sealed record InputNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    public static InputNormalization None => new([], []);
}

/// <summary>A layer for the summary.</summary>
internal sealed record LayerRow(int Stage, string Label, Node Node);
