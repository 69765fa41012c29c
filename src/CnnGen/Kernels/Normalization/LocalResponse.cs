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
    private readonly float _ratio = (float)((double)alpha / window.Size);

    /// <summary>
    /// Squares a row of pixels into <paramref name="squares"/>, whose margins are zero. All of a row come before the first sum, which would otherwise
    /// wait for the stores that it reads across.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public void Square<TSimd, TVector>(float* row, float* squares)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float* target = squares + window.Margin;
        for (int column = 0; column < map.Width; column++, row += map.PixelStride, target += window.PixelStride)
        {
            for (int lane = 0; lane < map.Lanes; lane += TSimd.Count)
            {
                TVector x = TSimd.Load(row + lane);
                TSimd.Store(TSimd.Multiply(x, x), target + lane);
            }
        }
    }

    /// <summary>The denominators at a place among the squares.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Denominator<TSimd, TVector>(float* square)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(Sum<TSimd, TVector>(square, window.Below, window.Above), TSimd.Create(_ratio), TSimd.Create(k));

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
