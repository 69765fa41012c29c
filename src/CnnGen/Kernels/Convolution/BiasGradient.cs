using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>The gradient of a bias in a pass of its own: the sum of the output's gradient over samples and pixels, samples in order.</summary>
/// <param name="dy">Layout of the output's gradient.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class BiasGradient(Map dy)
{
    /// <summary>Overwrites <paramref name="dBias"/>.</summary>
    public void Run(int samples, Address gradient, Address dBias)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            float* first = gradient.Pointer + dy.Origin + ((nint)sample * dy.SampleStride);
            ColumnSums.Add(first, dy.Height, dy.Width, dy.RowStride, dy.PixelStride, dy.Lanes, dBias.Pointer, accumulate: sample > 0);
        }
    }
}
