namespace CnnGen.Data;

/// <summary>
/// Labelled images of one size in memory. Splits and subsets are views that share the pixels with the set they come from. Sets never
/// change, so many threads may read one.
/// </summary>
public sealed class ImageSet
{
    /// <summary>The float of each byte: 0 becomes 0, 255 becomes 1.</summary>
    private static readonly float[] UnitOfByte = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    /// <summary>One of these holds the pixels, the other is empty.</summary>
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly ReadOnlyMemory<float> _floats;
    private readonly ReadOnlyMemory<int> _labels;

    /// <summary>The place in the shared memory of each image of this view.</summary>
    private readonly ReadOnlyMemory<int> _places;

    /// <summary>Wraps bytes, which read as 0 to 1. Nothing is copied: do not change the memory afterwards.</summary>
    /// <param name="channels">Channels of each image.</param>
    /// <param name="height">Rows of each image.</param>
    /// <param name="width">Columns of each image.</param>
    /// <param name="classes">The name of each class.</param>
    /// <param name="pixels">All images one after another, each channels x rows x columns.</param>
    /// <param name="labels">The class of each image, from 0 to below the number of classes.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other, or a label is no class.</exception>
    public ImageSet(
        int channels, int height, int width, IReadOnlyList<string> classes, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<int> labels)
        : this(channels, height, width, classes, pixels, default, labels, AllPlaces(labels.Length)) => Check(pixels.Length);

    /// <summary>
    /// Wraps floats, which read as they are; by convention they lie from 0 to 1. Nothing is copied: do not change the memory afterwards.
    /// </summary>
    /// <inheritdoc cref="ImageSet(int, int, int, IReadOnlyList{string}, ReadOnlyMemory{byte}, ReadOnlyMemory{int})"/>
    public ImageSet(
        int channels, int height, int width, IReadOnlyList<string> classes, ReadOnlyMemory<float> pixels, ReadOnlyMemory<int> labels)
        : this(channels, height, width, classes, default, pixels, labels, AllPlaces(labels.Length)) => Check(pixels.Length);

    private ImageSet(
        int channels, int height, int width, IReadOnlyList<string> classes,
        ReadOnlyMemory<byte> bytes, ReadOnlyMemory<float> floats, ReadOnlyMemory<int> labels, ReadOnlyMemory<int> places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentNullException.ThrowIfNull(classes);
        (Channels, Height, Width, Classes) = (channels, height, width, classes);
        ImageSize = checked(channels * height * width);
        (_bytes, _floats, _labels, _places) = (bytes, floats, labels, places);
    }

    /// <summary>Channels of each image.</summary>
    public int Channels { get; }

    /// <summary>Rows of each image.</summary>
    public int Height { get; }

    /// <summary>Columns of each image.</summary>
    public int Width { get; }

    /// <summary>The name of each class, by label.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Number of images.</summary>
    public int Count => _places.Length;

    /// <summary>Floats of an image: channels x rows x columns.</summary>
    public int ImageSize { get; }

    /// <summary>The class of an image, from 0.</summary>
    /// <param name="index">The image, from 0 to below <see cref="Count"/>.</param>
    public int Label(int index) => _labels.Span[_places.Span[index]];

    /// <summary>Writes an image as floats, channels x rows x columns. Bytes become 0 to 1. Allocates nothing.</summary>
    /// <param name="index">The image, from 0 to below <see cref="Count"/>.</param>
    /// <param name="destination">At least <see cref="ImageSize"/> floats.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public void CopyImage(int index, Span<float> destination)
    {
        if (destination.Length < ImageSize)
            throw new ArgumentException($"An image has {ImageSize} floats; there is room for {destination.Length}.", nameof(destination));
        int start = _places.Span[index] * ImageSize;
        if (!_floats.IsEmpty)
        {
            _floats.Span.Slice(start, ImageSize).CopyTo(destination);
            return;
        }

        ReadOnlySpan<byte> image = _bytes.Span.Slice(start, ImageSize);
        for (int i = 0; i < image.Length; i++)
            destination[i] = UnitOfByte[image[i]];
    }

    /// <summary>Two views: the first images, and the rest.</summary>
    /// <param name="firstCount">Images of the first view, from 0 to <see cref="Count"/>.</param>
    public (ImageSet First, ImageSet Others) Split(int firstCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstCount, Count);
        return (View(_places[..firstCount]), View(_places[firstCount..]));
    }

    /// <summary>A view of some images, drawn without replacement: one seed, the same images on every machine.</summary>
    /// <param name="count">How many, from 0 to <see cref="Count"/>.</param>
    /// <param name="seed">Seed of the choice.</param>
    public ImageSet Subset(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        int[] places = _places.ToArray();
        new CounterRandom(seed, stream: 0).Shuffle(places);
        return View(places.AsMemory(0, count));
    }

    /// <summary>Mean and standard deviation of each channel over all images, as <see cref="CopyImage"/> gives them.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public (float[] Mean, float[] Deviation) ChannelStatistics()
    {
        if (Count == 0)
            throw new InvalidOperationException("A set without images has no statistics.");
        double[] sum = new double[Channels], squares = new double[Channels];
        float[] image = new float[ImageSize];
        int pixels = Height * Width;
        for (int i = 0; i < Count; i++)
        {
            CopyImage(i, image);
            for (int p = 0; p < image.Length; p++)
            {
                sum[p / pixels] += image[p];
                squares[p / pixels] += (double)image[p] * image[p];
            }
        }

        double total = (double)Count * pixels;
        float[] mean = new float[Channels], deviation = new float[Channels];
        for (int channel = 0; channel < Channels; channel++)
        {
            double centre = sum[channel] / total;
            mean[channel] = (float)centre;
            deviation[channel] = (float)Math.Sqrt(Math.Max(0, (squares[channel] / total) - (centre * centre)));
        }

        return (mean, deviation);
    }

    private static int[] AllPlaces(int count) => [.. Enumerable.Range(0, count)];

    private ImageSet View(ReadOnlyMemory<int> places) =>
        new(Channels, Height, Width, Classes, _bytes, _floats, _labels, places);

    private void Check(int pixels)
    {
        long needed = (long)Count * ImageSize;
        if (pixels != needed)
        {
            throw new ArgumentException(
                $"{Count} labels need {Count} images of {Channels} x {Height} x {Width} pixels, {needed} values; there are {pixels}.",
                nameof(pixels));
        }

        for (int i = 0; i < Count; i++)
        {
            if ((uint)Label(i) >= (uint)Classes.Count)
                throw new ArgumentException($"Label {i} is {Label(i)}; there are classes 0 to {Classes.Count - 1}.");
        }
    }
}
