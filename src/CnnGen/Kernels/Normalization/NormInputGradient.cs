using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Gradient of a normalised map's pixels, a vector of channels at a time: <c>dx = gamma * inverseDeviation * (d - dBeta / n - xhat * dGamma / n)</c>, with d what
/// is passed on through the activation.
/// </summary>
/// <param name="channels">What normalised.</param>
/// <param name="dGamma">Gradient of the scale.</param>
/// <param name="dBeta">Gradient of the shift.</param>
/// <param name="share">1 / n.</param>
/// <param name="slope">The activation's.</param>
internal readonly unsafe struct NormInputGradient(ChannelStatistics channels, float* dGamma, float* dBeta, float share, float slope)
{
    /// <summary>The gradient of <paramref name="x"/>, the channels from <paramref name="lane"/> on of a pixel, given that of what the activation made of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of<TSimd, TVector, TFunction>(TVector x, TVector passed, int lane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector factor = TSimd.Create(slope), inverseCount = TSimd.Create(share), deviation = TSimd.Load(channels.InverseDeviation.Pointer + lane);
        TVector scale = TSimd.Multiply(deviation, TSimd.Load(channels.Gamma.Pointer + lane));
        TVector meanSum = TSimd.Multiply(TSimd.Load(dBeta + lane), inverseCount);
        TVector meanProduct = TSimd.Multiply(TSimd.Multiply(TSimd.Load(dGamma + lane), inverseCount), deviation);
        TVector centred = TSimd.Subtract(x, TSimd.Load(channels.Mean.Pointer + lane));
        TVector value = TFunction.Apply<TSimd, TVector>(TSimd.MultiplyAdd(centred, scale, TSimd.Load(channels.Beta.Pointer + lane)), factor);
        TVector d = TFunction.Gradient<TSimd, TVector>(value, passed, factor);
        return TSimd.Multiply(TSimd.Subtract(TSimd.Subtract(d, meanSum), TSimd.Multiply(centred, meanProduct)), scale);
    }
}
