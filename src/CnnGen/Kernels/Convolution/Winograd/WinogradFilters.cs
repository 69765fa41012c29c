using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Transforms filters for a <see cref="WinogradKernel"/>: <c>U = G g G^T</c>, as [point][panel of output lanes][input][lane].
/// </summary>
/// <param name="plan">The convolution that the filters are for. Where filters are turned round, its inputs are the parameter's outputs.</param>
/// <param name="bank">How the parameter lies in memory.</param>
/// <param name="isTurned">Whether the convolution writes what the parameter's reads: taps in reverse, inputs and outputs exchanged.</param>
internal sealed unsafe class WinogradFilters(WinogradPlan plan, FilterBank bank, bool isTurned)
{
    /// <summary>Inputs of a piece that are turned at a time: their taps lie on the stack.</summary>
    private const int TurnedInputs = 16;

    /// <summary>Floats from one tap of turned inputs to the next.</summary>
    private const int TurnedTap = TurnedInputs * WinogradPlan.PieceLanes;

    /// <summary>Writes <paramref name="packed"/>, each output scaled by <paramref name="scale"/> unless that is null.</summary>
    public void Pack(float* weights, float* packed, float* scale)
    {
        int lanes = Map.LanesOf(plan.Outputs);
        for (int lane = 0; lane < lanes; lane += WinogradPlan.PieceLanes)
        {
            float* panel = packed + ((nint)lane * plan.Inputs);
            for (int row = 0; row < plan.FilterRows; row++)
            {
                for (int input = 0; input < plan.Channels; input += WinogradPlan.PieceInputs)
                {
                    FilterPiece piece = plan.Piece(lane, lanes, input);
                    nint firstInput = (row * plan.Channels) + input;
                    Transform(piece, weights + (row * plan.Kernel * bank.TapStride), scale, panel + (firstInput * piece.Lanes), piece.Lanes);
                }
            }
        }
    }

    /// <summary>Writes what a piecewise plan transforms later: the parameter, each output scaled by <paramref name="scale"/> unless that is null.</summary>
    public void Copy(float* weights, float* packed, float* scale)
    {
        for (int row = 0; row < bank.Rows; row++, weights += bank.Lanes, packed += bank.Lanes)
        {
            for (int lane = 0; lane < bank.Lanes; lane++)
                packed[lane] = scale is null ? weights[lane] : weights[lane] * scale[lane];
        }
    }

    /// <summary>Writes one piece as [point][input][lane].</summary>
    public void Transform(FilterPiece piece, float* weights, float* packed) => Transform(piece, weights, scale: null, packed, piece.Lanes);

    /// <summary>Asks for the parameter's rows of a piece, or for one of several parts of them, before it is transformed.</summary>
    public void Prefetch(FilterPiece piece, float* weights, int part, int parts)
    {
        (int firstRow, int rows, int first, int floats) = isTurned
            ? (piece.FirstLane, piece.Lanes, piece.FirstInput, piece.Inputs)
            : (piece.FirstInput, piece.Inputs, piece.FirstLane, piece.Lanes);
        Simd.Prefetch.Rows(weights + ((nint)firstRow * bank.ChannelStride) + first, (bank.Taps, bank.TapStride), (rows, bank.ChannelStride), floats, part, parts);
    }

    [SkipLocalsInit]
    private void Transform(FilterPiece piece, float* weights, float* scale, float* target, int rowStep)
    {
        float* taps = stackalloc float[isTurned ? bank.Taps * TurnedTap : bank.Taps * Map.Vector];
        for (int input = 0, inputs = isTurned ? TurnedInputs : piece.Inputs; input < piece.Inputs; input += inputs)
        {
            FilterPiece part = piece with { FirstInput = piece.FirstInput + input, Inputs = Math.Min(inputs, piece.Inputs - input) };
            if (isTurned)
                Turn(part, weights, taps);
            WinogradTransforms.Choose(plan, new Packing(plan, bank, isTurned, part, weights, scale, taps, target + ((nint)input * rowStep), rowStep));
        }
    }

    /// <summary>Writes the taps of a piece as [tap][input][lane]. Lanes are rows of the parameter here; those past the last one are zero.</summary>
    private void Turn(FilterPiece piece, float* weights, float* taps)
    {
        int count = Math.Clamp(plan.Outputs - piece.FirstLane, 0, piece.Lanes);
        for (int tap = 0; tap < bank.Taps; tap++, taps += TurnedTap)
        {
            float* source = weights + ((nint)(bank.Taps - 1 - tap) * bank.TapStride) + ((nint)piece.FirstLane * bank.ChannelStride) + piece.FirstInput;
            Transposition.Run(source, bank.ChannelStride, count, piece.Inputs, taps, WinogradPlan.PieceLanes);
            for (int input = 0; input < piece.Inputs && count < piece.Lanes; input++)
                new Span<float>(taps + (input * WinogradPlan.PieceLanes) + count, piece.Lanes - count).Clear();
        }
    }

    private readonly struct Packing(
        WinogradPlan plan, FilterBank bank, bool isTurned, FilterPiece piece, float* weights, float* scale, float* taps, float* target, int rowStep) : ITransformChoice
    {
        public void With<TTransform>()
            where TTransform : struct, IWinogradTransform => Width.Run(Map.LanesOf(plan.Outputs), new Typed<TTransform>(this));

        /// <summary>A method of its own: inlined in what chooses it, it would leave the compiler no room to inline the transform.</summary>
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Run<TSimd, TVector, TTransform>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TTransform : struct, IWinogradTransform
        {
            nint tapStep = isTurned ? TurnedTap : bank.TapStride, inputStep = isTurned ? WinogradPlan.PieceLanes : bank.ChannelStride, plane = plan.FilterPlane;
            float* g = isTurned ? taps : weights + (piece.FirstInput * inputStep) + piece.FirstLane;
            float* u = target;
            for (int input = 0; input < piece.Inputs; input++, g += inputStep, u += rowStep)
            {
                for (int lane = 0; lane < piece.Lanes; lane += TSimd.Count)
                {
                    float* source = g + lane;
                    nint step = tapStep;
                    if (scale is not null)
                    {
                        TVector factor = TSimd.Load(scale + piece.FirstLane + lane);
                        for (int tap = 0; tap < plan.Taps; tap++)
                            TSimd.Store(TSimd.Multiply(TSimd.Load(source + (tap * tapStep)), factor), taps + (tap * Map.Vector));
                        source = taps;
                        step = Map.Vector;
                    }

                    TTransform.Filter<TSimd, TVector>(source, step, u + lane, plane);
                }
            }
        }

        private readonly struct Typed<TTransform>(Packing kernel) : IWidthKernel
            where TTransform : struct, IWinogradTransform
        {
            public void Run<TSimd, TVector>()
                where TSimd : struct, ISimd<TVector>
                where TVector : struct => kernel.Run<TSimd, TVector, TTransform>();
        }
    }
}
