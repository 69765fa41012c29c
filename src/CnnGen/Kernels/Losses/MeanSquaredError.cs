using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>Mean squared error over all elements of the batch: loss = mean (y - t)^2; dy = 2 (y - t) / elements.</summary>
/// <param name="outputs">Layout of the outputs.</param>
/// <param name="gradient">Layout of their gradient.</param>
/// <param name="weight">Factor of the loss and of the gradient.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class MeanSquaredError(Map outputs, Map gradient, float weight = 1)
{
    /// <summary>Returns the loss and overwrites the gradient of the outputs.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="values">The outputs.</param>
    /// <param name="targets">Wanted outputs, NCHW.</param>
    /// <param name="dValues">Their gradient.</param>
    public float Run(int samples, Address values, ReadOnlySpan<float> targets, Address dValues)
    {
        double loss = 0;
        int elements = outputs.Channels * outputs.Pixels;
        float factor = 2f * weight / ((float)samples * elements);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int pixel = 0; pixel < outputs.Pixels; pixel++)
            {
                int row = pixel / outputs.Width, column = pixel % outputs.Width;
                float* y = values.Pointer + outputs.Origin + ((nint)sample * outputs.SampleStride) + (row * outputs.RowStride) + (column * outputs.PixelStride);
                float* d = dValues.Pointer + gradient.Origin + ((nint)sample * gradient.SampleStride) + (row * gradient.RowStride) + (column * gradient.PixelStride);
                for (int channel = 0; channel < outputs.Channels; channel++)
                {
                    float difference = y[channel] - targets[(((sample * outputs.Channels) + channel) * outputs.Pixels) + pixel];
                    loss += (double)difference * difference;
                    d[channel] = factor * difference;
                }
            }
        }

        Zero.Padding(gradient, samples, dValues.Pointer);
        return (float)(weight * loss / ((double)samples * elements));
    }
}
