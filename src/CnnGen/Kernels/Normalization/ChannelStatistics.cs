using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>What normalisation needs of each channel: <c>y = (x - mean) * inverseDeviation * gamma + beta</c>.</summary>
/// <param name="Mean">Mean of the channel.</param>
/// <param name="InverseDeviation">1 / sqrt(variance + epsilon).</param>
/// <param name="Gamma">Learnt scale.</param>
/// <param name="Beta">Learnt shift.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ChannelStatistics(Address Mean, Address InverseDeviation, Address Gamma, Address Beta);
