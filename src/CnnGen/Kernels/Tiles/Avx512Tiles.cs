using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of AVX-512: 32 registers of 16 floats.</summary>
[RegisterTiles(16)]
internal static unsafe partial class Avx512Tiles
{
    public static TileSet Set { get; } = new(16, TileShapes, &Forward, &Gradient, &DepthwiseForward, &DepthwiseGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> DepthwiseGradient(int rows, int vectors);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Max0(Vector512<float> x) => Avx512F.Max(Vector512<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Leaky(Vector512<float> x, Vector512<float> slope) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, x * slope);
}
