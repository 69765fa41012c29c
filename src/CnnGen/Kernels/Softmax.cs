using System.ComponentModel;
using System.Numerics.Tensors;

namespace CnnGen.Kernels;

/// <summary>Softmax over the channels of a single pixel: p_k = exp(x_k) / sum_j exp(x_j).</summary>
/// <param name="x">Layout of the logits.</param>
/// <param name="y">Layout of the probabilities.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Softmax(Map x, Map y)
{
    /// <summary>Writes the probabilities of each sample.</summary>
    public void Run(int samples, Address input, Address output)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            ReadOnlySpan<float> logits = new(input.Pointer + x.Origin + ((nint)sample * x.SampleStride), x.Channels);
            Span<float> probabilities = new(output.Pointer + y.Origin + ((nint)sample * y.SampleStride), y.Channels);
            TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), probabilities);
            TensorPrimitives.Exp(probabilities, probabilities);
            TensorPrimitives.Divide(probabilities, TensorPrimitives.Sum<float>(probabilities), probabilities);
        }
    }
}
