using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of 128-bit vectors, sized for the 16 registers of SSE.</summary>
[RegisterTiles(4)]
internal static unsafe partial class Vector128Tiles
{
    public static TileSet Set { get; } = new(4, TileShapes, GroupShapes, &Forward, &DepthwiseForward, &GroupForward, &Gradient, &GroupGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> GroupForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> GroupGradient(int taps, int width);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Max0(Vector128<float> x) => Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128<float>.Zero, x), Vector128<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Leaky(Vector128<float> x, Vector128<float> slope) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<float>.Zero), x, x * slope);

    /// <summary>For each lane the bytes of the first lane of its group: the one permutation of 128 bits that all processors share is of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FirstLanes(int width) => Vector128<byte>.Indices & Vector128.Create((byte)(-(width * sizeof(float)) | (sizeof(float) - 1)));

    /// <summary>For each lane the bytes of the one behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> NextLanes(Vector128<byte> lanes) => lanes + Vector128.Create((byte)sizeof(float));

    /// <summary>For each lane what <paramref name="x"/> holds in the lane given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Permute(Vector128<float> x, Vector128<byte> lanes) => Vector128.ShuffleNative(x.AsByte(), lanes).AsSingle();
}
