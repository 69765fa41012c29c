using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(2, 3) along rows alone, by the rows of <see cref="WinogradF2"/>.</summary>
internal readonly unsafe struct WinogradRowF2 : IWinogradTransform
{
    public static int Tile => WinogradF2.Tile;

    public static int Kernel => WinogradF2.Kernel;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        WinogradF2.InputRow<TSimd, TVector>(TSimd.Load(d), TSimd.Load(d + columnStep), TSimd.Load(d + (2 * columnStep)), TSimd.Load(d + (3 * columnStep)), v, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        WinogradF2.FilterRow<TSimd, TVector>(TSimd.Load(g), TSimd.Load(g + tapStep), TSimd.Load(g + (2 * tapStep)), u, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction =>
        WinogradF2.OutputRow<TSimd, TVector, TFunction>(
            TSimd.Load(p), TSimd.Load(p + plane), TSimd.Load(p + (2 * plane)), TSimd.Load(p + (3 * plane)), y.Row(0), added.Row(0), bias, slope);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => WinogradF2.GradientRow<TSimd, TVector>(TSimd.Load(dy), TSimd.Load(dy + columnStep), dp, plane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        WinogradF2.TapRow<TSimd, TVector>(TSimd.Load(du), TSimd.Load(du + plane), TSimd.Load(du + (2 * plane)), TSimd.Load(du + (3 * plane)), dg, tapStep);
}
