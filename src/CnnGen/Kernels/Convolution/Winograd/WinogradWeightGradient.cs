using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of 3x3 filters by minimal filtering: <c>dg = G^T [sum over tiles of (A dY A^T) * (B^T d B)] G</c>. Tiles are summed in one order, block
/// by block.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WinogradWeightGradient
{
    private readonly WinogradPlan _plan;
    private readonly TileLayout _input;
    private readonly TileLayout _gradient;
    private readonly Map _gradientMap;
    private readonly int _lanes;

    private WinogradWeightGradient(WinogradPlan plan, TileLayout input, TileLayout gradient, Map gradientMap)
    {
        _plan = plan;
        _input = input;
        _gradient = gradient;
        _gradientMap = gradientMap;
        _lanes = gradientMap.Lanes;
    }

    /// <param name="input">Layout of the layer's input, with the border that the tiles reach into.</param>
    /// <param name="outputGradient">Layout of the output's gradient, with the border that the last tiles reach into.</param>
    /// <param name="plan">Tiles of the convolution.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    public static WinogradWeightGradient Of(Map input, Map outputGradient, WinogradPlan plan, int padding) => new(
        plan,
        new TileLayout(Positions.Of(input).Every(1, -padding, -padding), input.Lanes, plan.InputStep, plan.InputPlane),
        new TileLayout(Positions.Of(outputGradient), outputGradient.Lanes, plan.OutputStep, plan.OutputPlane),
        outputGradient);

    /// <summary>Overwrites both gradients.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The layer's input.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="sums">Room for <see cref="WinogradPlan.FilterSize"/> floats.</param>
    /// <param name="scratch">Room for <see cref="WinogradPlan.ScratchSize"/> floats.</param>
    /// <param name="dWeight">Gradient of the weights.</param>
    /// <param name="dBias">Gradient of the bias, or default.</param>
    public void Run(int samples, Address x, Address dy, Address sums, Address scratch, Address dWeight, Address dBias = default)
    {
        for (int block = 0; block < TileRange.Blocks(_plan, samples); block++)
        {
            TileRange range = TileRange.Block(_plan, samples, block);
            if (_plan.Tile == WinogradF4.Tile)
                Block<WinogradF4>(range, x.Pointer, dy.Pointer, sums.Pointer, scratch.Pointer);
            else
                Block<WinogradF2>(range, x.Pointer, dy.Pointer, sums.Pointer, scratch.Pointer);
        }

        if (_plan.Tile == WinogradF4.Tile)
            Width.Run(_lanes, new FilterGradient<WinogradF4>(_plan, _lanes, sums.Pointer, dWeight.Pointer));
        else
            Width.Run(_lanes, new FilterGradient<WinogradF2>(_plan, _lanes, sums.Pointer, dWeight.Pointer));
        for (int sample = 0; sample < samples && !dBias.IsNull; sample++)
        {
            float* first = dy.Pointer + _gradient.Pixels.Origin + (sample * _gradient.Pixels.SampleStep);
            ColumnSums.Add(
                first, _gradientMap.Height, _gradientMap.Width, _gradientMap.RowStride, _gradientMap.PixelStride, _lanes, dBias.Pointer, accumulate: sample > 0);
        }
    }

    private void Block<TTransform>(TileRange range, float* x, float* dy, float* sums, float* scratch)
        where TTransform : struct, IWinogradTransform
    {
        float* transformed = scratch, gradients = transformed + (_plan.Points * _plan.InputPlane);
        Width.Run(_input.Lanes, new WinogradInput<PatchTransform<TTransform>>(_plan, _input, range, x, transformed));
        Width.Run(_lanes, new WinogradInput<GradientTransform<TTransform>>(_plan, _gradient, range, dy, gradients));
        Multiply(range, transformed, gradients, sums);
    }

    /// <summary>For each point the matrix product [input][tile] x [tile][lane] of a block, added to what earlier blocks gave.</summary>
    private void Multiply(TileRange range, float* transformed, float* gradients, float* sums)
    {
        TileSet tiles = TileSet.For(_lanes);
        GradientTile tile = new()
        {
            Rows = 1,
            Columns = range.Count,
            PixelStep = _plan.InputStep,
            GradientStep = _plan.OutputStep,
            WeightStride = _lanes,
            Accumulate = range.First > 0,
        };
        for (int point = 0; point < _plan.Points; point++)
        {
            for (int lane = 0; lane < _lanes;)
            {
                TileCut cut = tiles.Cut(_plan.Inputs, _lanes - lane);
                for (int row = 0; row < _plan.Inputs; row += cut.Rows)
                {
                    tiles.Gradient(Math.Min(cut.Rows, _plan.Inputs - row), cut.Vectors)(
                        transformed + row, gradients + lane, sums + ((nint)row * _lanes) + lane, &tile);
                }

                lane += cut.Lanes;
            }

            transformed += _plan.InputPlane;
            gradients += _plan.OutputPlane;
            sums += _plan.FilterPlane;
        }
    }

    /// <summary><c>dg = G^T dU G</c> for each input and vector of outputs.</summary>
    private readonly struct FilterGradient<TTransform>(WinogradPlan plan, int lanes, float* sums, float* dWeight) : IWidthKernel
        where TTransform : struct, IWinogradTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            nint tap = (nint)plan.Inputs * lanes;
            for (nint i = 0; i < tap; i += TSimd.Count)
                TTransform.FilterGradient<TSimd, TVector>(sums + i, plan.FilterPlane, dWeight + i, tap);
        }
    }
}
