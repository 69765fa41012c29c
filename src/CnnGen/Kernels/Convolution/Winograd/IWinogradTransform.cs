using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The one-dimensional transforms of minimal filtering F(m, 3): <c>y = A^T [(G g) * (B^T d)]</c>. Applied to columns and then to rows they give
/// the two-dimensional ones. All take vectors that lie a step apart and write vectors that lie a step apart.
/// </summary>
internal unsafe interface IWinogradTransform
{
    /// <summary>Outputs of a tile along a side: m.</summary>
    static abstract int Tile { get; }

    /// <summary><c>v = B^T d</c>: m + 2 inputs to m + 2 points.</summary>
    static abstract void Input<TSimd, TVector>(float* d, nint step, float* v, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>u = G g</c>: 3 weights to m + 2 points.</summary>
    static abstract void Filter<TSimd, TVector>(float* g, nint step, float* u, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>y = A^T p</c>: m + 2 points to m outputs.</summary>
    static abstract void Output<TSimd, TVector>(float* p, nint pointStep, float* y, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>dp = A dy</c>: gradients of m outputs to those of m + 2 points.</summary>
    static abstract void OutputGradient<TSimd, TVector>(float* dy, nint step, float* dp, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary><c>dg = G^T du</c>: gradients of m + 2 points to those of 3 weights.</summary>
    static abstract void FilterGradient<TSimd, TVector>(float* du, nint pointStep, float* dg, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
