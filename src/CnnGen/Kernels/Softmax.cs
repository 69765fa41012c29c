using System.ComponentModel;
using System.Numerics.Tensors;

namespace CnnGen.Kernels;

/// <summary>Softmax over the channels of each pixel: p_k = exp(x_k) / sum_j exp(x_j).</summary>
/// <param name="x">Layout of the logits.</param>
/// <param name="y">Layout of the probabilities.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Softmax(Map x, Map y)
{
    /// <summary>Writes the probabilities of each sample's pixels, not the border.</summary>
    public void Run(int samples, Address input, Address output)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < x.Height; row++)
            {
                float* source = input.Pointer + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
                float* target = output.Pointer + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
                for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride)
                    Pixel(new ReadOnlySpan<float>(source, x.Channels), new Span<float>(target, y.Channels));
            }
        }

        Zero.Padding(y, samples, output.Pointer);
    }

    private static void Pixel(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
        TensorPrimitives.Exp(probabilities, probabilities);
        TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
    }
}
