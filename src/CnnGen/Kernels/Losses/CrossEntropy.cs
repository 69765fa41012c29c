using System.ComponentModel;
using System.Numerics.Tensors;

namespace CnnGen.Kernels;

/// <summary>
/// Softmax and cross entropy in one pass: loss = mean over samples of -sum_k q_k log p_k with p = softmax(logits) and
/// q = (1 - smoothing) * onehot(label) + smoothing / classes; dLogits = (p - q) / samples.
/// </summary>
/// <param name="logits">Layout of the logits, one pixel.</param>
/// <param name="gradient">Layout of their gradient.</param>
/// <param name="smoothing">Label smoothing (Szegedy et al. 2016, section 7), 0 for none.</param>
/// <param name="weight">Factor of the loss and of the gradient.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class CrossEntropy(Map logits, Map gradient, float smoothing, float weight = 1)
{
    /// <summary>Returns the loss and overwrites the gradient of the logits.</summary>
    public float Run(int samples, Address scores, ReadOnlySpan<int> labels, Address dScores)
    {
        int classes = logits.Channels;
        double loss = 0;
        float inverseCount = weight / samples;
        for (int sample = 0; sample < samples; sample++)
        {
            ReadOnlySpan<float> row = new(scores.Pointer + logits.Origin + ((nint)sample * logits.SampleStride), classes);
            Span<float> d = new(dScores.Pointer + gradient.Origin + ((nint)sample * gradient.SampleStride), classes);
            float max = TensorPrimitives.Max(row);
            TensorPrimitives.Subtract(row, max, d);
            float shiftedTarget = d[labels[sample]];
            float shiftedSum = smoothing > 0 ? TensorPrimitives.Sum<float>(d) : 0;
            TensorPrimitives.Exp(d, d);
            float sum = TensorPrimitives.Sum<float>(d);
            loss += Math.Log(sum) - ((1 - smoothing) * shiftedTarget) - (smoothing > 0 ? smoothing / classes * shiftedSum : 0);
            TensorPrimitives.Multiply(d, inverseCount / sum, d);
            if (smoothing > 0)
                TensorPrimitives.Subtract(d, smoothing / classes * inverseCount, d);
            d[labels[sample]] -= (1 - smoothing) * inverseCount;
        }

        Zero.Padding(gradient, samples, dScores.Pointer);
        return (float)(weight * loss / samples);
    }
}
