using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>A transform of a tile's pixels to points.</summary>
internal unsafe interface IPixelTransform
{
    /// <summary>Rows and columns of pixels that a tile reads.</summary>
    static abstract int Patch { get; }

    static abstract void Apply<TSimd, TVector>(float* pixels, nint rowStep, nint columnStep, float* points, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary><c>V = B^T d B</c>: patches of the input, which overlap.</summary>
internal readonly unsafe struct PatchTransform<TTransform> : IPixelTransform
    where TTransform : struct, IWinogradTransform
{
    public static int Patch => TTransform.Tile + TTransform.Kernel - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd, TVector>(float* pixels, nint rowStep, nint columnStep, float* points, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TTransform.Input<TSimd, TVector>(pixels, rowStep, columnStep, points, plane);
}

/// <summary><c>dP = A dY A^T</c>: tiles of the output's gradient.</summary>
internal readonly unsafe struct GradientTransform<TTransform> : IPixelTransform
    where TTransform : struct, IWinogradTransform
{
    public static int Patch => TTransform.Tile;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TSimd, TVector>(float* pixels, nint rowStep, nint columnStep, float* points, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TTransform.OutputGradient<TSimd, TVector>(pixels, rowStep, columnStep, points, plane);
}

/// <summary>Where a transform of tiles reads and writes.</summary>
/// <param name="Pixels">Pixels that are read, from the first tile's first one on, and the lanes that they go to.</param>
/// <param name="TileStep">Floats from one transformed tile to the next.</param>
/// <param name="Plane">Floats from one point's tiles to the next point's.</param>
internal readonly unsafe record struct TileLayout(TilePhase Pixels, nint TileStep, nint Plane)
{
    /// <summary>The inputs of a convolution: a map, once for each row that filters are taken apart in, or the phases of one whose blocks of pixels are read where they lie.</summary>
    public static TileLayout[] OfInputs(WinogradPlan plan, Map input, int padding, DepthWindow? depth) =>
        [.. Enumerable.Range(0, plan.FilterRows).SelectMany(row => TilePhase.Of(input, depth is { IsWide: true } ? depth : null)
            .Select(phase => new TileLayout(phase.From(row - padding, -padding, row * plan.Channels), plan.InputStep, plan.InputPlane)))];

    /// <summary>Writes the transformed tiles of a block.</summary>
    public void Transform<TPass>(WinogradPlan plan, TileRange block, float* x, float* transformed)
        where TPass : struct, IPixelTransform => Width.Run(Pixels.Lanes, new WinogradInput<TPass>(plan, this, block, x, transformed + Pixels.FirstLane));
}

/// <summary>
/// Transforms the tiles of a block to [point][tile][lane]. With each tile it asks for the pixels that the tile below adds: rows of tiles are as many streams as
/// a tile has rows, more than a processor follows.
/// </summary>
/// <param name="plan">The tiles of a map.</param>
/// <param name="layout">Where they lie.</param>
/// <param name="block">Those of the block.</param>
/// <param name="x">The map.</param>
/// <param name="transformed">The result.</param>
internal readonly unsafe struct WinogradInput<TPass>(WinogradPlan plan, TileLayout layout, TileRange block, float* x, float* transformed) : IWidthKernel
    where TPass : struct, IPixelTransform
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        Positions pixels = layout.Pixels.Pixels;
        int asking = block.CountAboveOwn(plan.TileColumns), patchRows = plan.AlongRows ? 1 : TPass.Patch;
        TileWalk walk = new(plan, block.First);
        for (int tile = 0; tile < block.Count; tile++, walk.Next())
        {
            float* d = x + pixels.Offset(walk.Sample, walk.Row * plan.TileHeight, walk.Column * plan.Tile);
            float* v = transformed + (tile * layout.TileStep);
            for (int lane = 0; lane < layout.Pixels.Lanes; lane += TSimd.Count)
            {
                if (tile < asking)
                    Prefetch.Pixels(d + lane + (patchRows * pixels.RowStep), pixels.RowStep, pixels.ColumnStep, plan.TileHeight, plan.Tile);
                TPass.Apply<TSimd, TVector>(d + lane, pixels.RowStep, pixels.ColumnStep, v + lane, layout.Plane);
            }
        }
    }
}
