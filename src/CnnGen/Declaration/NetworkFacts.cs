namespace CnnGen;

/// <summary>What is known of a network when it is compiled.</summary>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="MultiplyAdds">Multiply-accumulates of a prediction for one sample.</param>
/// <param name="Prediction">Memory of a predictor.</param>
/// <param name="Training">Memory of a trainer, without the optimizer's state.</param>
/// <param name="Lines">Lines of emitted code that runs it.</param>
public sealed record NetworkFacts(long Parameters, long MultiplyAdds, SessionMemory Prediction, SessionMemory Training, int Lines);

/// <summary>Memory of a session, in bytes.</summary>
/// <param name="PerSample">For each sample of its batch, or of the groups in which a predictor works.</param>
/// <param name="PerSampleUnshared">The same if every map had memory of its own, and concatenations were copies.</param>
/// <param name="Fixed">Whatever the batch: packed weights, statistics, scratch.</param>
public sealed record SessionMemory(long PerSample, long PerSampleUnshared, long Fixed);

/// <summary>Every compiled network: what can be told of it without making one.</summary>
public interface INetwork
{
    /// <summary>The table of layers: kernels, shapes, parameters, multiply-accumulates, memory.</summary>
    static abstract string Summary { get; }

    /// <summary>The totals.</summary>
    static abstract NetworkFacts Facts { get; }
}
