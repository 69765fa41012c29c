using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// A 1x1 convolution of f(scale * x + shift), a normalisation by known statistics and an activation before it: some rows at a time lie in a strip that stays in the
/// cache, and never reach memory (pre-activation: He, Zhang, Ren and Sun 2016).
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class PreactivatedConvolution
{
    private readonly FilterPacking _packing;
    private readonly ForwardKernel _kernel;
    private readonly PreactivatedStrip _strip;
    private readonly Map _input;
    private readonly Map _output;
    private readonly Activation _before;
    private readonly Activation _activation;
    private readonly Activate? _activate;

    /// <param name="input">Layout of the input.</param>
    /// <param name="output">Layout of the output.</param>
    /// <param name="before">The activation between normalisation and convolution.</param>
    /// <param name="activation">The one behind the convolution.</param>
    public PreactivatedConvolution(Map input, Map output, Activation before, Activation activation = default)
    {
        FilterBank bank = new(input.Channels, output.Channels, Taps: 1);
        _strip = PreactivatedStrip.Of(input.Channels, input.Height, input.Width);
        Map strip = new(input.Channels, _strip.Rows, input.Width, _strip.PixelStride);
        _packing = new FilterPacking(bank);
        _kernel = new ForwardKernel(input.Height, input.Width, Positions.Of(strip), Positions.Of(output), new Taps([0]), bank.ForwardPanels, keepRows: true);
        (_input, _output, _before, _activation) = (input, output, before, activation);
        _activate = activation.RunsInTiles ? null : new Activate(output, output, activation);
    }

    /// <summary>Copies the weights into the order that <see cref="Forward"/> reads, scaled per output if <paramref name="scale"/> is given.</summary>
    public void Pack(Address weights, Address packed, Address scale = default) => _packing.Forward(weights.Pointer, packed.Pointer, scale.Pointer);

    /// <param name="samples">Samples of the batch; each thread has room for a strip.</param>
    /// <param name="x">The input map.</param>
    /// <param name="scale">A factor for each lane of the input.</param>
    /// <param name="shift">What is added to each lane.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The output map; its border is not written.</param>
    public void Forward(Samples samples, Address x, Address scale, Address shift, Address weights, Address bias, Address y)
    {
        Job job = new()
        {
            Convolution = this,
            Cut = Cut.OfMultiplyAdds((long)samples.Count * StripsPerSample, (long)samples.Count * _output.Pixels * _kernel.WeightCount),
            Samples = samples,
            X = x.Pointer,
            Scale = scale.Pointer,
            Shift = shift.Pointer,
            Weights = weights.Pointer,
            Y = y.Pointer,
            Epilogue = new Epilogue { Bias = bias.Pointer, Activation = _activation.Tile, Slope = _activation.Slope },
        };
        samples.Run(job.Cut.Chunks, &Chunk, Unsafe.AsPointer(ref job));
        _activate?.Run(samples, y, y);
    }

    private int StripsPerSample => (_input.Height + _strip.Rows - 1) / _strip.Rows;

    /// <summary>Some strips.</summary>
    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        PreactivatedConvolution convolution = job.Convolution;
        float* strip = job.Samples.Scratch(member).Pointer;
        (int first, int end) = job.Cut[chunk];
        for (int i = first; i < end; i++)
        {
            (int sample, int part) = Math.DivRem(i, convolution.StripsPerSample);
            (int row, int endRow) = new Parts(convolution._input.Height, Count: convolution.StripsPerSample)[part];
            convolution._before.Choose(new Preactivation(job, sample, row, endRow, strip));
            float* y = job.Y + convolution._output.Origin + ((nint)sample * convolution._output.SampleStride) + ((nint)row * convolution._output.RowStride);
            convolution._kernel.RunRows(0, 0, endRow - row, strip, job.Weights, y, job.Epilogue);
        }
    }

    /// <summary>Writes f(scale * x + shift) of some rows.</summary>
    private readonly struct Preactivation(Job job, int sample, int row, int endRow, float* strip) : IActivationChoice
    {
        public void With<TFunction>()
            where TFunction : struct, IActivationFunction => Width.Run(job.Convolution._input.Lanes, new Typed<TFunction>(this));

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Run<TSimd, TVector, TFunction>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            Map input = job.Convolution._input;
            TVector slope = TSimd.Create(job.Convolution._before.Slope);
            float* to = strip, scale = job.Scale, shift = job.Shift;
            float* rows = job.X + input.Origin + ((nint)sample * input.SampleStride);
            int lanes = input.Lanes, step = job.Convolution._strip.PixelStride;
            for (int i = row; i < endRow; i++)
            {
                float* from = rows + ((nint)i * input.RowStride);
                for (int column = 0; column < input.Width; column++, from += input.PixelStride, to += step)
                {
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector value = TSimd.MultiplyAdd(TSimd.Load(from + lane), TSimd.Load(scale + lane), TSimd.Load(shift + lane));
                        TSimd.Store(TFunction.Apply<TSimd, TVector>(value, slope), to + lane);
                    }
                }
            }
        }

        private readonly struct Typed<TFunction>(Preactivation kernel) : IWidthKernel
            where TFunction : struct, IActivationFunction
        {
            public void Run<TSimd, TVector>()
                where TSimd : struct, ISimd<TVector>
                where TVector : struct => kernel.Run<TSimd, TVector, TFunction>();
        }
    }

    private struct Job
    {
        public PreactivatedConvolution Convolution;
        public Cut Cut;
        public Samples Samples;
        public float* X;
        public float* Scale;
        public float* Shift;
        public float* Weights;
        public float* Y;
        public Epilogue Epilogue;
    }
}
