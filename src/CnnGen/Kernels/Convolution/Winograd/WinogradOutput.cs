using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// <c>y = f(A^T P A + bias + added)</c> of each tile of a block, or the maxima of its 2 x 2 windows, into the pixels that lie on the map.
/// </summary>
/// <param name="plan">Tiles and memory.</param>
/// <param name="output">The output; half the plan's rows and columns where <paramref name="pooled"/>.</param>
/// <param name="block">The tiles.</param>
/// <param name="range">First lane, and the one behind the last.</param>
/// <param name="products">What the transform starts from, as [point][tile][lane].</param>
/// <param name="pixels">Room for the pixels of a tile.</param>
/// <param name="y">The output's memory.</param>
/// <param name="epilogue">Bias, what is added, and where winners' places go, a byte for each output lane.</param>
/// <param name="addends">Where what is added lies.</param>
/// <param name="slope">The activation's.</param>
/// <param name="pooled">Whether 2 x 2 max pooling follows.</param>
internal readonly unsafe struct WinogradOutput<TTransform>(
    WinogradPlan plan, TilePhase output, TileRange block, (int First, int End) range, float* products, float* pixels, float* y, WinogradEpilogue epilogue, Positions addends, float slope, bool pooled)
    : IActivationChoice
    where TTransform : struct, IWinogradTransform
{
    public void With<TFunction>()
        where TFunction : struct, IActivationFunction => Width.Run(output.Lanes, new Typed<TFunction>(this));

    /// <summary>A method of its own: inlined in what chooses it, it would leave the compiler no room to inline the transform.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Run<TSimd, TVector, TFunction>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        int lanes = output.Lanes, asking = block.CountAboveOwn(plan.TileColumns), tileSide = pooled ? TTransform.Tile / 2 : TTransform.Tile, tileHeight = Math.Min(tileSide, plan.TileHeight);
        bool adds = epilogue.Added is not null;
        nint plane = plan.OutputPlane;
        Positions targets = output.Pixels;
        TVector factor = TSimd.Create(slope);
        TileWalk walk = new(plan, block.First);
        for (int tile = 0; tile < block.Count; tile++, walk.Next())
        {
            int firstRow = walk.Row * tileHeight, firstColumn = walk.Column * tileSide;
            int height = Math.Min(tileHeight, output.Height - firstRow), width = Math.Min(tileSide, output.Width - firstColumn);
            bool isWhole = height == plan.TileHeight && width == TTransform.Tile;
            float* p = products + ((nint)tile * plan.OutputStep);
            TilePixels tileTarget = TilePixels.At(y, targets, walk.Sample, firstRow, firstColumn);
            TilePixels tileAddend = TilePixels.At(epilogue.Added, addends, walk.Sample, firstRow, firstColumn);
            byte* winner = epilogue.Winners is null ? null : epilogue.Winners + (((((nint)walk.Sample * output.Height) + firstRow) * output.Width + firstColumn) * lanes);
            for (int lane = range.First; lane < range.End; lane += TSimd.Count)
            {
                TVector bias = TSimd.Load(epilogue.Bias + lane);
                TilePixels target = tileTarget.From(lane), addend = adds ? tileAddend.From(lane) : default;
                if (tile < asking)
                    target.PrefetchBelow(tileHeight, tileSide);
                if (tile < asking && adds)
                    addend.PrefetchBelow(tileHeight, tileSide);
                if (isWhole)
                {
                    TTransform.Output<TSimd, TVector, TFunction>(p + lane, plane, target, addend, bias, factor);
                    continue;
                }

                ThroughPixels<TSimd, TVector, TFunction>(p + lane, plane, height, width, target, addend, bias, winner is null ? null : winner + lane);
            }
        }
    }

    /// <summary>A tile that does not lie on the map as it is. A method of its own: the compiler gives up inlining in one that is too large.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ThroughPixels<TSimd, TVector, TFunction>(float* p, nint plane, int height, int width, TilePixels target, TilePixels addend, TVector bias, byte* winner)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TilePixels whole = new(pixels, TTransform.Tile * Map.Vector, Map.Vector);
        TVector factor = TSimd.Create(slope);
        TTransform.Output<TSimd, TVector, IdentityFunction>(p, plane, whole, default, bias, factor);
        if (pooled)
            Pool<TSimd, TVector, TFunction>(pixels, height, width, target, winner, factor);
        else
            Copy<TSimd, TVector, TFunction>(whole, height, width, target, addend, factor);
    }

    /// <summary>The pixels of a tile that lie on the map, with what is added to them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Copy<TSimd, TVector, TFunction>(TilePixels source, int height, int width, TilePixels target, TilePixels addend, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        for (int row = 0; row < height; row++)
        {
            PixelRow from = source.Row(row), to = target.Row(row), plus = addend.Row(row);
            for (int column = 0; column < width; column++)
            {
                TVector pixel = TSimd.Load(from[column]);
                if (!plus.IsNone)
                    pixel = TSimd.Add(pixel, TSimd.Load(plus[column]));
                TSimd.Store(TFunction.Apply<TSimd, TVector>(pixel, slope), to[column]);
            }
        }
    }

    /// <summary>Of each 2 x 2 window the greatest, and its place: NaN first, and of equals the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    private void Pool<TSimd, TVector, TFunction>(float* pixels, int height, int width, TilePixels target, byte* winner, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        for (int row = 0; row < height; row++)
        {
            PixelRow maxima = target.Row(row);
            for (int column = 0; column < width; column++)
            {
                float* window = pixels + (2 * ((row * TTransform.Tile) + column) * Map.Vector);
                TVector best = TFunction.Apply<TSimd, TVector>(TSimd.Load(window), slope), place = TSimd.Zero;
                for (int tap = 1; tap < 4; tap++)
                {
                    TVector value = TFunction.Apply<TSimd, TVector>(TSimd.Load(window + (((tap / 2 * TTransform.Tile) + (tap % 2)) * Map.Vector)), slope);
                    TVector better = Maximum.Better<TSimd, TVector>(value, best);
                    best = TSimd.Select(better, value, best);
                    place = TSimd.Select(better, TSimd.Create(tap), place);
                }

                TSimd.Store(best, maxima[column]);
                if (winner is not null)
                    TSimd.StoreBytes(place, winner + (((row * output.Width) + column) * output.Lanes));
            }
        }
    }

    private readonly struct Typed<TFunction>(WinogradOutput<TTransform> kernel) : IWidthKernel
        where TFunction : struct, IActivationFunction
    {
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => kernel.Run<TSimd, TVector, TFunction>();
    }
}
