using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of AVX2 with FMA: 16 registers of 8 floats.</summary>
[RegisterTiles(8)]
internal static unsafe partial class Avx2Tiles
{
    public static TileSet Set { get; } = new(8, TileShapes, &Forward, &Gradient, &DepthwiseForward, &DepthwiseGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> DepthwiseGradient(int rows, int vectors);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Max0(Vector256<float> x) => Avx.Max(Vector256<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Leaky(Vector256<float> x, Vector256<float> slope) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), x, x * slope);
}
