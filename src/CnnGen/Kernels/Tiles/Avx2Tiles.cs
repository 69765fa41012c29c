using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of AVX2 with FMA: 16 registers of 8 floats.</summary>
[RegisterTiles(8)]
internal static unsafe partial class Avx2Tiles
{
    public static TileSet Set { get; } = new(8, TileShapes, GroupShapes, &Forward, &DepthwiseForward, &GroupForward, &Gradient, &GroupGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> GroupForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> GroupGradient(int taps, int width);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Max0(Vector256<float> x) => Avx.Max(Vector256<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Leaky(Vector256<float> x, Vector256<float> slope) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), x, x * slope);

    /// <summary>For each lane the first lane of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> FirstLanes(int width) => Vector256<int>.Indices & Vector256.Create(-width);

    /// <summary>For each lane the one behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> NextLanes(Vector256<int> lanes) => lanes + Vector256<int>.One;

    /// <summary>For each lane what <paramref name="x"/> holds in the lane given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Permute(Vector256<float> x, Vector256<int> lanes) => Avx2.PermuteVar8x32(x, lanes);
}
