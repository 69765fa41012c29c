using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The transforms of minimal filtering F(m x m, r x r), <c>Y = A^T [(G g G^T) * (B^T d B)] A</c>, for one vector of channels. Points lie a plane apart,
/// row by row. Along rows alone, <c>Y = A^T [(G g) * (B^T d)]</c>, all of them are one row high.
/// </summary>
internal unsafe interface IWinogradTransform
{
    /// <summary>Outputs of a tile along a side: m.</summary>
    static abstract int Tile { get; }

    /// <summary>Taps of a filter along a side: r.</summary>
    static abstract int Kernel { get; }

    /// <summary><c>V = B^T d B</c> of (m + r - 1) x (m + r - 1) pixels.</summary>
    static abstract void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>U = G g G^T</c> of r x r taps.</summary>
    static abstract void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>y = f(A^T P A + bias + added)</c>: m x m pixels.</summary>
    static abstract void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction;

    /// <summary><c>dP = A dY A^T</c> of m x m pixels.</summary>
    static abstract void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>dg = G^T dU G</c>: r x r taps.</summary>
    static abstract void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>What is compiled for each transform.</summary>
internal interface ITransformChoice
{
    void With<TTransform>()
        where TTransform : struct, IWinogradTransform;
}

internal static class WinogradTransforms
{
    /// <summary>Calls <paramref name="choice"/> with the transform of a plan.</summary>
    public static void Choose<TChoice>(WinogradPlan plan, TChoice choice)
        where TChoice : struct, ITransformChoice
    {
        if (plan.AlongRows)
            choice.With<WinogradRowF2>();
        else if (Is<WinogradF4>(plan))
            choice.With<WinogradF4>();
        else if (Is<WinogradF4x2>(plan))
            choice.With<WinogradF4x2>();
        else if (Is<WinogradF3>(plan))
            choice.With<WinogradF3>();
        else if (Is<WinogradF2x5>(plan))
            choice.With<WinogradF2x5>();
        else
            choice.With<WinogradF2>();
    }

    private static bool Is<TTransform>(WinogradPlan plan)
        where TTransform : struct, IWinogradTransform => plan.Tile == TTransform.Tile && plan.Kernel == TTransform.Kernel;
}
