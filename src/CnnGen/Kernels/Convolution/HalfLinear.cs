using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The forward kernel of a linear layer whose weights lie as bfloat16: y = activation(w * x + bias), or activation(w * x + bias + added), in floats. The weights of
/// a few lanes lie together, so that a sample reads them as one stream, with a sum for each lane over the inputs in order.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class HalfLinear
{
    /// <summary>Vectors of lanes that are summed at a time.</summary>
    private const int PanelVectors = 4;

    /// <summary>Weights of a cache line, and of a page: what lies so far ahead is asked for, since no processor looks beyond the page at hand.</summary>
    private const int LineWeights = 32, PageWeights = 2048;

    private readonly FilterBank _bank;
    private readonly Positions _input;
    private readonly Positions _output;
    private readonly Positions _added;
    private readonly int[] _pixels;
    private readonly Activate? _activate;
    private readonly Parts _panels;

    /// <summary>A linear layer of the flattened <paramref name="input"/>.</summary>
    /// <param name="input">Layout of the input.</param>
    /// <param name="output">Layout of the output.</param>
    /// <param name="activation">What follows the sums.</param>
    /// <param name="added">Layout of what may be added.</param>
    public HalfLinear(Map input, Map output, Activation activation = default, Map? added = null)
    {
        _bank = MapTaps.Bank(input, output);
        (_input, _output, _added) = (Positions.Of(input), Positions.Of(output), Positions.Of(added ?? output));
        _pixels = MapTaps.Of(input).Offsets;
        _activate = activation == default ? null : new Activate(output, output, activation);
        Parts panels = new(_bank.Lanes, PanelVectors * Width.LanesOf(_bank.Lanes));
        _panels = panels with { Count = panels.Most };
    }

    /// <summary>Rounds the weights, scaled per output if <paramref name="scale"/> is given, and writes them in the order that <see cref="Forward"/> reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(Address weights, Address packed, Address scale = default)
    {
        ushort* target = (ushort*)packed.Pointer;
        for (int panel = 0; panel < _panels.Count; panel++)
        {
            (int first, int end) = _panels[panel];
            for (int tap = 0; tap < _bank.Taps; tap++)
            {
                for (int input = 0; input < _bank.Inputs; input++)
                {
                    float* row = weights.Pointer + ((nint)tap * _bank.TapStride) + ((nint)input * _bank.ChannelStride);
                    for (int lane = first; lane < end; lane++)
                        *target++ = Round(scale.IsNull ? row[lane] : row[lane] * scale.Pointer[lane]);
                }
            }
        }
    }

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="weights">What <see cref="Pack"/> wrote: half a float for each weight.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The output map.</param>
    /// <param name="added">A map of the layout given that is added before the activation, or default.</param>
    public void Forward(Samples samples, Address x, Address weights, Address bias, Address y, Address added = default)
    {
        Job job = new()
        {
            Kernel = this,
            Samples = samples,
            Cut = Cut.OfMultiplyAdds(_panels.Count, (long)samples * _bank.Size),
            X = x.Pointer,
            Weights = (ushort*)weights.Pointer,
            Bias = bias.Pointer,
            Y = y.Pointer,
            Added = added.Pointer,
        };
        samples.Run(job.Cut.Chunks, &Chunk, Unsafe.AsPointer(ref job));
        _activate?.Run(samples, y, y);
    }

    /// <summary>The nearest bfloat16, of two the even one; NaN stays NaN.</summary>
    internal static ushort Round(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)(float.IsNaN(value) ? (bits >> 16) | 0x40 : (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        Width.Run(job.Kernel._bank.Lanes, new Panels(job, job.Cut[chunk]));
    }

    /// <summary>Some panels, of all samples.</summary>
    private readonly struct Panels(Job job, (int First, int End) range) : IWidthKernel
    {
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            HalfLinear kernel = job.Kernel;
            for (int panel = range.First; panel < range.End; panel++)
            {
                (int first, int end) = kernel._panels[panel];
                ushort* weights = job.Weights + ((nint)first * kernel._bank.Rows);
                for (int sample = 0; sample < job.Samples; sample++)
                {
                    if (end - first == PanelVectors * TSimd.Count)
                        Whole<TSimd, TVector>(sample, first, weights);
                    else
                        VectorByVector<TSimd, TVector>(sample, first, end, weights);
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Whole<TSimd, TVector>(int sample, int lane, ushort* weights)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            HalfLinear kernel = job.Kernel;
            float* x = job.X + kernel._input.Offset(sample, 0, 0), y = job.Y + kernel._output.Offset(sample, 0, 0) + lane;
            TVector sum0 = Start<TSimd, TVector>(sample, lane), sum1 = Start<TSimd, TVector>(sample, lane + TSimd.Count);
            TVector sum2 = Start<TSimd, TVector>(sample, lane + (2 * TSimd.Count)), sum3 = Start<TSimd, TVector>(sample, lane + (3 * TSimd.Count));
            foreach (int pixel in kernel._pixels)
            {
                for (int input = 0; input < kernel._bank.Inputs; input++, weights += PanelVectors * TSimd.Count)
                {
                    TVector value = TSimd.Create(x[pixel + input]);
                    Prefetch.Line((float*)(weights + PageWeights));
                    if (PanelVectors * TSimd.Count > LineWeights)
                        Prefetch.Line((float*)(weights + PageWeights + LineWeights));
                    sum0 = TSimd.MultiplyAdd(value, TSimd.LoadBFloat16(weights), sum0);
                    sum1 = TSimd.MultiplyAdd(value, TSimd.LoadBFloat16(weights + TSimd.Count), sum1);
                    sum2 = TSimd.MultiplyAdd(value, TSimd.LoadBFloat16(weights + (2 * TSimd.Count)), sum2);
                    sum3 = TSimd.MultiplyAdd(value, TSimd.LoadBFloat16(weights + (3 * TSimd.Count)), sum3);
                }
            }

            TSimd.Store(sum0, y);
            TSimd.Store(sum1, y + TSimd.Count);
            TSimd.Store(sum2, y + (2 * TSimd.Count));
            TSimd.Store(sum3, y + (3 * TSimd.Count));
        }

        /// <summary>A last panel of fewer lanes.</summary>
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void VectorByVector<TSimd, TVector>(int sample, int first, int end, ushort* weights)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            HalfLinear kernel = job.Kernel;
            float* x = job.X + kernel._input.Offset(sample, 0, 0), y = job.Y + kernel._output.Offset(sample, 0, 0);
            for (int lane = first; lane < end; lane += TSimd.Count)
            {
                TVector sum = Start<TSimd, TVector>(sample, lane);
                ushort* row = weights + (lane - first);
                foreach (int pixel in kernel._pixels)
                {
                    for (int input = 0; input < kernel._bank.Inputs; input++, row += end - first)
                        sum = TSimd.MultiplyAdd(TSimd.Create(x[pixel + input]), TSimd.LoadBFloat16(row), sum);
                }

                TSimd.Store(sum, y + lane);
            }
        }

        /// <summary>What a vector of sums starts from.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TVector Start<TSimd, TVector>(int sample, int lane)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector sum = job.Bias is null ? TSimd.Zero : TSimd.Load(job.Bias + lane);
            return job.Added is null ? sum : TSimd.Add(sum, TSimd.Load(job.Added + job.Kernel._added.Offset(sample, 0, 0) + lane));
        }
    }

    private struct Job
    {
        public HalfLinear Kernel;
        public Samples Samples;
        public Cut Cut;
        public float* X;
        public ushort* Weights;
        public float* Bias;
        public float* Y;
        public float* Added;
    }
}
