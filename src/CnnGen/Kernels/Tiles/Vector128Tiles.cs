using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CnnGen.Kernels.Tiles;

/// <summary>Register tiles of 128-bit vectors, sized for the 16 registers of SSE.</summary>
[RegisterTiles(4)]
internal static unsafe partial class Vector128Tiles
{
    public static TileSet Set { get; } = new(4, TileShapes, &Forward, &Gradient, &DepthwiseForward, &DepthwiseGradient);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, float*, ForwardTile*, void> DepthwiseForward(int rows, int vectors);

    private static partial delegate*<float*, float*, float*, GradientTile*, void> DepthwiseGradient(int rows, int vectors);

    /// <summary>max(0, x) that keeps NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Max0(Vector128<float> x) => Vector128.ConditionalSelect(Vector128.GreaterThan(Vector128<float>.Zero, x), Vector128<float>.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Leaky(Vector128<float> x, Vector128<float> slope) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<float>.Zero), x, x * slope);
}
