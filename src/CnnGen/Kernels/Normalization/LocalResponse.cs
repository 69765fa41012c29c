using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>What local response normalisation and its gradient have in common: the denominator <c>d = k + alpha / size * sum of x^2</c> by channel.</summary>
/// <param name="map">Layout of the map that is normalised.</param>
/// <param name="window">The channels that are summed.</param>
/// <param name="alpha">Weight of the mean square.</param>
/// <param name="k">The denominator of zeros.</param>
internal readonly unsafe struct LocalResponse(Map map, ChannelWindow window, float alpha, float k)
{
    private readonly int _lanes = map.Lanes;
    private readonly int _pixelStride = map.PixelStride;
    private readonly int _margin = window.Margin;
    private readonly int _below = window.Below;
    private readonly int _above = window.Above;
    private readonly float _ratio = (float)((double)alpha / window.Size);
    private readonly float _k = k;

    /// <summary>
    /// Squares some pixels of a row into <paramref name="squares"/>, with zeros for margins. All of a block come before the first sum, which would otherwise
    /// wait for the stores that it reads across.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public void Square<TSimd, TVector>(float* pixel, int pixels, float* squares)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ClearMargin<TSimd, TVector>(squares);
        float* target = squares + _margin;
        for (int i = 0; i < pixels; i++, pixel += _pixelStride, target += _lanes + _margin)
        {
            for (int lane = 0; lane < _lanes; lane += TSimd.Count)
            {
                TVector x = TSimd.Load(pixel + lane);
                TSimd.Store(TSimd.Multiply(x, x), target + lane);
            }

            ClearMargin<TSimd, TVector>(target + _lanes);
        }
    }

    /// <summary>Writes the zeros before the first pixel of a block or behind one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ClearMargin<TSimd, TVector>(float* margin)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        for (int lane = 0; lane < _margin; lane += TSimd.Count)
            TSimd.Store(TSimd.Zero, margin + lane);
    }

    /// <summary>The denominators at a place among the squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Denominator<TSimd, TVector>(float* square)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(Sum<TSimd, TVector>(square, _below, _above), TSimd.Create(_ratio), TSimd.Create(_k));

    /// <summary>Sums from <paramref name="below"/> lanes before a place to <paramref name="above"/> lanes behind it, in that order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static TVector Sum<TSimd, TVector>(float* place, int below, int above)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector sum = TSimd.Load(place - below);
        for (int offset = 1 - below; offset <= above; offset++)
            sum = TSimd.Add(sum, TSimd.Load(place + offset));
        return sum;
    }
}
