using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of AVX-512: 32 registers of 16 floats.</summary>
[RegisterTiles(16)]
internal static unsafe partial class Avx512Tiles
{
    public static TileSet Set { get; } = new(16, TileShapes, GroupShapes, &Forward, &DepthwiseForward, &GroupForward, &Gradient, &GroupGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> GroupForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> GroupGradient(int taps, int width);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Max0(Vector512<float> x) => Avx512F.Max(Vector512<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Leaky(Vector512<float> x, Vector512<float> slope) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<float>.Zero), x, x * slope);

    /// <summary>For each lane the first lane of its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> FirstLanes(int width) => Vector512<int>.Indices & Vector512.Create(-width);

    /// <summary>For each lane the one behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> NextLanes(Vector512<int> lanes) => lanes + Vector512<int>.One;

    /// <summary>For each lane what <paramref name="x"/> holds in the lane given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Permute(Vector512<float> x, Vector512<int> lanes) => Avx512F.PermuteVar16x32(x, lanes);
}
