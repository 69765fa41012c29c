using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(2, 5): tiles of 2 x 2 pixels for filters of 5 x 5 taps, by the points of <see cref="WinogradF4"/>.</summary>
internal readonly unsafe struct WinogradF2x5 : IWinogradTransform
{
    public static int Tile => 2;

    public static int Kernel => 5;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.Input<TSimd, TVector>(d, rowStep, columnStep, v, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.OfFive<TSimd, TVector>(g, Kernel * tapStep, tapStep, u, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction => SixPoints.ToTwo<TSimd, TVector, TFunction>(p, plane, y, added, bias, slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.OfTwo<TSimd, TVector>(dy, rowStep, columnStep, dp, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.ToFive<TSimd, TVector>(du, plane, dg, Kernel * tapStep, tapStep);
}
