namespace CnnGen.Data;

/// <summary>
/// Goes through an <see cref="ImageSet"/> in batches, epoch after epoch, without allocating once it is made. An epoch's order depends on
/// the seed and the epoch's number alone. One thread at a time may use it.
/// </summary>
/// <example>
/// <code>
/// Batcher batches = new(images, batch: 64, seed: 1);
/// for (int epoch = 0; epoch &lt; 10; epoch++)
/// {
///     batches.StartEpoch(epoch);
///     while (batches.Next())
///         trainer.Step(batches.Images, batches.Labels);
/// }
/// </code>
/// </example>
public sealed class Batcher
{
    private readonly ImageSet _set;
    private readonly int _seed;
    private readonly bool _shuffle;
    private readonly bool _dropLast;
    private readonly int[] _order;
    private readonly float[] _images;
    private readonly int[] _labels;
    private int _next;
    private int _count;

    /// <summary>Makes a batcher that stands before the first batch of epoch 0.</summary>
    /// <param name="set">The images.</param>
    /// <param name="batch">Images of a batch, at least 1.</param>
    /// <param name="seed">Seed of the order.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own; otherwise images come as they lie in the set.</param>
    /// <param name="dropLast">Whether a last batch that is not full is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is below 1.</exception>
    public Batcher(ImageSet set, int batch, int seed = 0, bool shuffle = true, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        (_set, _seed, _shuffle, _dropLast) = (set, seed, shuffle, dropLast);
        _order = new int[set.Count];
        _images = new float[checked(batch * set.ImageSize)];
        _labels = new int[batch];
        StartEpoch(0);
    }

    /// <summary>The images of the batch at hand, NCHW; empty before the first <see cref="Next"/> of an epoch and after the last.</summary>
    public ReadOnlySpan<float> Images => _images.AsSpan(0, _count * _set.ImageSize);

    /// <summary>The class of each image of the batch at hand.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, _count);

    /// <summary>Batches of an epoch.</summary>
    public int BatchesPerEpoch => (_order.Length + (_dropLast ? 0 : _labels.Length - 1)) / _labels.Length;

    /// <summary>Images of an epoch.</summary>
    public int ImagesPerEpoch => Math.Min(_order.Length, BatchesPerEpoch * _labels.Length);

    /// <summary>Goes to the start of an epoch, wherever the batcher stands.</summary>
    /// <param name="epoch">Its number, which with the seed decides the order.</param>
    public void StartEpoch(int epoch)
    {
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        if (_shuffle)
            new CounterRandom(_seed, epoch).Shuffle(_order);
        (_next, _count) = (0, 0);
    }

    /// <summary>Reads the next batch into <see cref="Images"/> and <see cref="Labels"/>.</summary>
    /// <returns>Whether there was one; if not, the epoch is over.</returns>
    public bool Next()
    {
        _count = Math.Min(_labels.Length, ImagesPerEpoch - _next);
        for (int i = 0; i < _count; i++)
        {
            int index = _order[_next + i];
            _set.CopyImage(index, _images.AsSpan(i * _set.ImageSize, _set.ImageSize));
            _labels[i] = _set.Label(index);
        }

        _next += _count;
        return _count > 0;
    }
}
