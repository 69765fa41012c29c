using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>The gradient of a bias in a pass of its own: the sum of the output's gradient over samples and pixels, samples in order.</summary>
/// <param name="dy">Layout of the output's gradient.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class BiasGradient(Map dy)
{
    /// <summary>Parts of a batch at the most whose sums are made each by itself.</summary>
    internal const int MostParts = 16;

    private Map Dy => dy;

    /// <summary>Overwrites <paramref name="dBias"/>.</summary>
    public void Run(int samples, Address gradient, Address dBias) => Sum(gradient.Pointer, 0, samples, dBias.Pointer);

    /// <summary>The same by threads that share the samples. <paramref name="sums"/> takes <see cref="MostParts"/> floats for each lane.</summary>
    internal void Run(Samples samples, Address gradient, Address dBias, float* sums)
    {
        Job job = new() { Kernel = this, Cut = Cut.OfFloats(samples.Count, (long)samples.Count * dy.Pixels * dy.Lanes).AtMost(MostParts), Dy = gradient.Pointer, Sums = sums };
        samples.Run(job.Cut.Chunks, &SumPart, Unsafe.AsPointer(ref job));
        PartialSums.Add(sums, dy.Lanes, job.Cut.Chunks, dy.Lanes, dy.Lanes, dBias.Pointer);
    }

    private static void SumPart(void* state, int part, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[part];
        job.Kernel.Sum(job.Dy, first, end, job.Sums + (part * job.Kernel.Dy.Lanes));
    }

    private void Sum(float* gradient, int first, int end, float* sums)
    {
        for (int sample = first; sample < end; sample++)
        {
            float* pixels = gradient + dy.Origin + ((nint)sample * dy.SampleStride);
            ColumnSums.Add(pixels, dy.Height, dy.Width, dy.RowStride, dy.PixelStride, dy.Lanes, sums, accumulate: sample > first);
        }
    }

    private struct Job
    {
        public BiasGradient Kernel;
        public Cut Cut;
        public float* Dy;
        public float* Sums;
    }
}
