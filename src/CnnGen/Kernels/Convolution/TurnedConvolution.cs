using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>
/// A convolution turned round: it writes the map that the convolution reads, from the map that it writes, with inputs and outputs of the filters
/// exchanged. A stride divides the pixels written into phases, each with the taps that reach it: for pixel u and tap k,
/// <c>u + padding - k * dilation</c> must be a multiple of the stride. Each pixel lies in one phase.
/// </summary>
internal sealed unsafe class TurnedConvolution
{
    /// <summary>Phases that each share their own work among the threads; of more, each is done by one thread.</summary>
    private const int FewPhases = 4;

    private readonly FilterBank _bank;
    private readonly FilterPacking _packing;
    private readonly List<Phase> _phases = [];
    private long _multiplyAdds;

    private TurnedConvolution(FilterBank bank)
    {
        _bank = bank;
        _packing = new FilterPacking(bank);
    }

    /// <summary>Floats of all phases' weights.</summary>
    private int WeightCount => _phases.Count == 0 ? 0 : _phases[^1].WeightOffset + _phases[^1].Kernel.WeightCount;

    /// <param name="source">Layout that the convolution writes; its border covers <see cref="Window.GradientBorder"/>.</param>
    /// <param name="target">Layout that the convolution reads.</param>
    /// <param name="window">The convolution's window.</param>
    /// <param name="groups">Its groups.</param>
    /// <param name="added">Layout of a map that may be added; the target's unless told.</param>
    public static TurnedConvolution Of(Map source, Map target, Window window, int groups, Map? added = null)
    {
        TurnedConvolution turned = new(WindowTaps.Bank(target, source, window, groups));
        for (int row = 0; row < Math.Min(window.Stride, target.Height); row++)
        {
            for (int column = 0; column < Math.Min(window.Stride, target.Width); column++)
                turned.AddPhase(source, target, added ?? target, window, row, column);
        }

        return turned;
    }

    /// <summary>For a linear layer: each pixel of the flattened map is a phase with one tap.</summary>
    public static TurnedConvolution Linear(Map source, Map target, Map? added = null)
    {
        TurnedConvolution turned = new(MapTaps.Bank(target, source));
        Map other = added ?? target;
        int[] pixels = MapTaps.Of(target).Offsets, others = MapTaps.Of(other).Offsets;
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            Positions output = Positions.Of(target), plus = Positions.Of(other);
            turned.Add(
                1, 1, Positions.Of(source), output with { Origin = output.Origin + pixels[pixel] }, plus with { Origin = plus.Origin + others[pixel] }, new Taps([0]), [pixel]);
        }

        return turned;
    }

    /// <summary>Turns the weights round for <see cref="Run"/>, scaled per lane written unless <paramref name="scale"/> is null.</summary>
    public void Pack(float* weights, float* packed, float* scale)
    {
        foreach (Phase phase in _phases)
        {
            _packing.Turned(phase.Taps, weights, packed + phase.WeightOffset, scale);
            phase.Kernel.Arrange(packed + phase.WeightOffset);
        }
    }

    /// <summary>Writes every pixel of the target, not its border. It may be the memory of what is added if their layouts agree.</summary>
    public void Run(Samples samples, float* source, float* packed, float* target, in Epilogue epilogue)
    {
        if (_phases.Count > FewPhases)
        {
            Job job = new() { Turned = this, Samples = samples, Source = source, Packed = packed, Target = target, Epilogue = epilogue };
            job.Cut = Cut.OfMultiplyAdds(_phases.Count, samples * _multiplyAdds);
            samples.Run(job.Cut.Chunks, &Chunk, Unsafe.AsPointer(ref job));
            return;
        }

        foreach (Phase phase in _phases)
            phase.Run(samples, source, packed, target, epilogue);
    }

    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];

        // So many phases have few pixels each: weights are hardly used before those of the next phase are wanted.
        bool asks = job.Turned.WeightCount > FilterBank.FloatsInCache;
        for (int i = first; i < end; i++)
        {
            float* following = asks && i + 1 < end ? job.Packed + job.Turned._phases[i + 1].WeightOffset : null;
            job.Turned._phases[i].Run(job.Samples.For(member), job.Source, job.Packed, job.Target, job.Epilogue, following);
        }
    }

    /// <summary>Adds the phase of the target's pixels (row + i * stride, column + j * stride).</summary>
    private void AddPhase(Map source, Map target, Map added, Window window, int row, int column)
    {
        List<int> offsets = [], sourceRows = [], taps = [];
        for (int i = window.Kernel - 1; i >= 0; i--)
        {
            for (int j = window.Kernel - 1; j >= 0; j--)
            {
                int y = row + window.PaddingBefore - (i * window.Dilation), x = column + window.PaddingBefore - (j * window.Dilation);
                if (y % window.Stride != 0 || x % window.Stride != 0)
                    continue;
                offsets.Add((y / window.Stride * source.RowStride) + (x / window.Stride * source.PixelStride));
                sourceRows.Add(y / window.Stride);
                taps.Add((i * window.Kernel) + j);
            }
        }

        int rows = ((target.Height - row - 1) / window.Stride) + 1;
        int columns = ((target.Width - column - 1) / window.Stride) + 1;
        Add(rows, columns, Positions.Of(source), Positions.Of(target).Every(window.Stride, row, column), Positions.Of(added).Every(window.Stride, row, column), new Taps([.. offsets], [.. sourceRows], Height: source.Height), [.. taps]);
    }

    private void Add(int rows, int columns, Positions source, Positions target, Positions added, Taps reached, int[] taps)
    {
        ForwardKernel kernel = new(rows, columns, source, target, reached, _bank.TurnedPanels, added: added);
        _phases.Add(new Phase(kernel, taps, WeightCount));
        _multiplyAdds += (long)rows * columns * kernel.WeightCount;
    }

    private sealed record Phase(ForwardKernel Kernel, int[] Taps, int WeightOffset)
    {
        /// <summary>What no tap reaches stays as it is where it is added to in place.</summary>
        public void Run(Samples samples, float* source, float* packed, float* target, in Epilogue epilogue, float* following = null)
        {
            if (Taps.Length > 0 || epilogue.Added != target)
                Kernel.Run(samples, source, packed + WeightOffset, target, epilogue, following);
        }
    }

    private struct Job
    {
        public TurnedConvolution Turned;
        public Cut Cut;
        public Samples Samples;
        public float* Source;
        public float* Packed;
        public float* Target;
        public Epilogue Epilogue;
    }
}
