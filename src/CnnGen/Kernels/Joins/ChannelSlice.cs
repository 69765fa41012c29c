using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>Copies some channels of a map out of it, or into it.</summary>
/// <param name="whole">Layout of the map.</param>
/// <param name="slice">Layout of the map that holds these channels alone.</param>
/// <param name="firstChannel">Where the slice begins in the whole.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ChannelSlice(Map whole, Map slice, int firstChannel)
{
    private readonly bool _isLast = firstChannel + slice.Channels == whole.Channels;

    /// <summary>Writes the slice into the whole's pixels; the last slice also clears the lanes past the whole's channels.</summary>
    public void Write(int samples, Address part, Address target)
    {
        int padding = _isLast ? Math.Min(whole.PixelStride, whole.Lanes) - whole.Channels : 0;
        Copy(samples, part.Pointer, slice, target.Pointer + firstChannel, whole, padding);
    }

    /// <summary>Reads the slice from the whole's pixels.</summary>
    public void Read(int samples, Address source, Address part) =>
        Copy(samples, source.Pointer + firstChannel, whole, part.Pointer, slice, Math.Min(slice.PixelStride, slice.Lanes) - slice.Channels);

    private void Copy(int samples, float* source, Map from, float* target, Map to, int padding)
    {
        int count = slice.Channels;
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < whole.Height; row++)
            {
                float* read = source + from.Origin + ((nint)sample * from.SampleStride) + (row * from.RowStride);
                float* write = target + to.Origin + ((nint)sample * to.SampleStride) + (row * to.RowStride);
                for (int column = 0; column < whole.Width; column++, read += from.PixelStride, write += to.PixelStride)
                {
                    new ReadOnlySpan<float>(read, count).CopyTo(new Span<float>(write, count));
                    new Span<float>(write + count, padding).Clear();
                }
            }
        }
    }
}
