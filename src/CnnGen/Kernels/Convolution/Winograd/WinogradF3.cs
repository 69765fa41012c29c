using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(3, 4): tiles of 3 x 3 pixels for filters of 4 x 4 taps. Outputs and taps of <see cref="WinogradF4"/> change places.</summary>
internal readonly unsafe struct WinogradF3 : IWinogradTransform
{
    public static int Tile => 3;

    public static int Kernel => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.Input<TSimd, TVector>(d, rowStep, columnStep, v, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.OfFour<TSimd, TVector>(g, Kernel * tapStep, tapStep, u, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction => SixPoints.ToThree<TSimd, TVector, TFunction>(p, plane, y, added, bias, slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.OfThree<TSimd, TVector>(dy, rowStep, columnStep, dp, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => SixPoints.ToFour<TSimd, TVector, IdentityFunction>(
            du, plane, new TilePixels(dg, Kernel * tapStep, tapStep), default, TSimd.Zero, TSimd.Zero);
}
