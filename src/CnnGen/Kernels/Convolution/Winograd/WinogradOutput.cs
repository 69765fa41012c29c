using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// <c>y = f(A^T P A + bias)</c> of each tile of a block, or the maxima of its 2 x 2 windows, into the pixels that lie on the map.
/// </summary>
/// <param name="plan">Tiles and memory.</param>
/// <param name="output">The output; half the plan's rows and columns where <paramref name="pooled"/>.</param>
/// <param name="block">The tiles.</param>
/// <param name="products">What the transform starts from, as [point][tile][lane].</param>
/// <param name="rows">Room for a tile between the two passes, and behind them.</param>
/// <param name="y">The output's memory.</param>
/// <param name="bias">A float for each lane.</param>
/// <param name="slope">The activation's.</param>
/// <param name="pooled">Whether 2 x 2 max pooling follows.</param>
/// <param name="winners">Where the winners' places go, a byte for each output lane, or null.</param>
internal readonly unsafe struct WinogradOutput<TTransform>(
    WinogradPlan plan, Map output, TileRange block, float* products, float* rows, float* y, float* bias, float slope, bool pooled, byte* winners) : IActivationKernel
    where TTransform : struct, IWinogradTransform
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TSimd, TVector, TFunction>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        int patch = TTransform.Tile + WinogradPlan.Kernel - 1, lanes = output.Lanes, tileSide = pooled ? TTransform.Tile / 2 : TTransform.Tile;
        nint plane = plan.OutputPlane, rowStep = patch * Map.Vector;
        float* sums = rows + (patch * rowStep);
        TileWalk walk = new(plan, block.First);
        for (int tile = 0; tile < block.Count; tile++, walk.Next())
        {
            int firstRow = walk.Row * tileSide, firstColumn = walk.Column * tileSide;
            int height = Math.Min(tileSide, output.Height - firstRow), width = Math.Min(tileSide, output.Width - firstColumn);
            float* p = products + ((nint)tile * plan.OutputStep);
            float* target = y + output.Origin + ((nint)walk.Sample * output.SampleStride) + ((nint)firstRow * output.RowStride) + ((nint)firstColumn * output.PixelStride);
            nint winner = ((((nint)walk.Sample * output.Height) + firstRow) * output.Width + firstColumn) * lanes;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                for (int column = 0; column < patch; column++)
                    TTransform.Output<TSimd, TVector>(p + (column * plane) + lane, patch * plane, rows + (column * Map.Vector), rowStep);
                for (int row = 0; row < TTransform.Tile; row++)
                    TTransform.Output<TSimd, TVector>(rows + (row * rowStep), Map.Vector, sums + (row * TTransform.Tile * Map.Vector), Map.Vector);
                if (pooled)
                    Pool<TSimd, TVector, TFunction>(sums, height, width, TSimd.Load(bias + lane), target + lane, winners is null ? null : winners + winner + lane);
                else
                    Finish<TSimd, TVector, TFunction>(sums, height, width, TSimd.Load(bias + lane), target + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish<TSimd, TVector, TFunction>(float* sums, int height, int width, TVector addend, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector factor = TSimd.Create(slope);
        nint step = output.PixelStride;
        for (int row = 0; row < height; row++)
        {
            float* pixel = target;
            for (int column = 0; column < width; column++, pixel += step)
                TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Add(TSimd.Load(sums + (column * Map.Vector)), addend), factor), pixel);
            sums += TTransform.Tile * Map.Vector;
            target += output.RowStride;
        }
    }

    /// <summary>Of each 2 x 2 window the greatest, and its place: NaN first, and of equals the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Pool<TSimd, TVector, TFunction>(float* sums, int height, int width, TVector addend, float* target, byte* winner)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector factor = TSimd.Create(slope);
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                float* window = sums + (2 * ((row * TTransform.Tile) + column) * Map.Vector);
                TVector best = TSimd.Zero, place = TSimd.Zero;
                for (int tap = 0; tap < 4; tap++)
                {
                    TVector sum = TSimd.Load(window + (((tap / 2 * TTransform.Tile) + (tap % 2)) * Map.Vector));
                    TVector value = TFunction.Apply<TSimd, TVector>(TSimd.Add(sum, addend), factor);
                    if (tap == 0)
                    {
                        best = value;
                        continue;
                    }

                    TVector better = Maximum.Better<TSimd, TVector>(value, best);
                    best = TSimd.Select(better, value, best);
                    place = TSimd.Select(better, TSimd.Create(tap), place);
                }

                nint pixel = ((nint)row * output.RowStride) + ((nint)column * output.PixelStride);
                TSimd.Store(best, target + pixel);
                if (winner is not null)
                    TSimd.StoreBytes(place, winner + (((row * output.Width) + column) * output.Lanes));
            }
        }
    }
}
