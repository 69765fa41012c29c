using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Transforms 3x3 filters for a <see cref="WinogradKernel"/>: <c>U = G g G^T</c>, as [point][panel of output lanes][input][lane].
/// </summary>
/// <param name="plan">The convolution that the filters are for. Where filters are turned round, its inputs are the parameter's outputs.</param>
/// <param name="bank">How the parameter lies in memory.</param>
/// <param name="isTurned">Whether the convolution writes what the parameter's reads: taps in reverse, inputs and outputs exchanged.</param>
internal sealed unsafe class WinogradFilters(WinogradPlan plan, FilterBank bank, bool isTurned)
{
    private const int Taps = WinogradPlan.Kernel * WinogradPlan.Kernel;

    /// <summary>Writes <paramref name="packed"/>, each output scaled by <paramref name="scale"/> unless that is null.</summary>
    public void Pack(float* weights, float* packed, float* scale)
    {
        float* buffer = stackalloc float[Taps * Map.Vector];
        if (plan.Tile == WinogradF4.Tile)
            Width.Run(Map.LanesOf(plan.Outputs), new Packing<WinogradF4>(plan, bank, isTurned, weights, packed, scale, buffer));
        else
            Width.Run(Map.LanesOf(plan.Outputs), new Packing<WinogradF2>(plan, bank, isTurned, weights, packed, scale, buffer));
    }

    private readonly struct Packing<TTransform>(
        WinogradPlan plan, FilterBank bank, bool isTurned, float* weights, float* packed, float* scale, float* taps) : IWidthKernel
        where TTransform : struct, IWinogradTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = Map.LanesOf(plan.Outputs);
            for (int first = 0; first < lanes; first += WinogradPlan.PanelLanes)
            {
                int panel = Math.Min(WinogradPlan.PanelLanes, lanes - first);
                for (int input = 0; input < plan.Inputs; input++)
                {
                    float* u = packed + ((nint)first * plan.Inputs) + ((nint)input * panel);
                    for (int lane = 0; lane < panel; lane += TSimd.Count)
                    {
                        if (isTurned)
                            GatherTurned(input, first + lane, TSimd.Count);
                        else
                            Gather<TSimd, TVector>(input, first + lane);
                        TTransform.Filter<TSimd, TVector>(taps, Map.Vector, u + lane, plan.FilterPlane);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Gather<TSimd, TVector>(int input, int lane)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector factor = scale is null ? TSimd.Create(1) : TSimd.Load(scale + lane);
            float* source = weights + ((nint)input * bank.ChannelStride) + lane;
            for (int tap = 0; tap < Taps; tap++)
                TSimd.Store(TSimd.Multiply(TSimd.Load(source + ((nint)tap * bank.TapStride)), factor), taps + (tap * Map.Vector));
        }

        /// <summary>Lanes are rows of the parameter here; those past the last one are zero.</summary>
        private void GatherTurned(int input, int firstLane, int lanes)
        {
            int count = Math.Clamp(plan.Outputs - firstLane, 0, lanes);
            nint step = bank.ChannelStride;
            for (int tap = 0; tap < Taps; tap++)
            {
                float* source = weights + ((nint)(Taps - 1 - tap) * bank.TapStride) + (firstLane * step) + input;
                float* target = taps + (tap * Map.Vector);
                for (int lane = 0; lane < count; lane++, source += step)
                    target[lane] = *source;
                for (int lane = count; lane < lanes; lane++)
                    target[lane] = 0;
            }
        }
    }
}
