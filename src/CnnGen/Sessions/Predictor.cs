using System.Diagnostics;
using System.Numerics.Tensors;
using CnnGen.Kernels;
using CnnGen.Sessions;
using CnnGen.Threads;

namespace CnnGen;

/// <summary>
/// A snapshot of a model that turns images into scores without allocating. One thread at a time may use it; many predictors may run at once
/// over one model.
/// </summary>
public abstract class Predictor : Session
{
    private readonly float[] _scores;
    private readonly byte[] _classes;
    private readonly ArgMax _argMax;
    private readonly int _group;
    private TeamChoice _choice;

    /// <param name="model">The model whose weights are taken now.</param>
    /// <param name="batch">The most samples of a call.</param>
    /// <param name="threads">The most threads of a call.</param>
    /// <param name="plan">The generator's memory plan.</param>
    protected Predictor(Model model, int batch, int threads, SessionPlan plan)
        : base(model, Checked(batch, threads), Math.Min(batch, plan.Group), threads, plan)
    {
        _group = Math.Min(batch, plan.Group);
        _scores = new float[(long)batch * plan.OutputCount];
        _classes = new byte[(long)batch * plan.Output.Pixels];
        _argMax = new ArgMax(plan.Output);
    }

    /// <summary>Scores of each sample: channels, then rows, then columns.</summary>
    public int ScoresPerSample => Plan.OutputCount;

    /// <summary>Runs the network.</summary>
    /// <param name="images">One sample or more, up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <returns>
    /// The scores of each sample in turn, NCHW, of several outputs those of the last; valid until the next run, also after <see cref="Session.Dispose"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The length is not that of whole samples, or there are too many.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public ReadOnlySpan<float> Run(ReadOnlySpan<float> images)
    {
        int samples = CountSamples(images.Length, nameof(images));
        Span<float> scores = _scores.AsSpan(0, samples * Plan.OutputCount);
        for (int first = 0; first < samples; first += _group)
        {
            Samples count = RunGroup(images, first, samples);
            Transfer.Export(Plan.Output, count, At(Plan.OutputOffset), scores.Slice(first * Plan.OutputCount, count * Plan.OutputCount));
        }

        GC.KeepAlive(this);
        return scores;
    }

    /// <summary>
    /// Runs the network and tells classes: of each sample the one with the highest score, or where the output is a map the one of each pixel, sample by
    /// sample and row by row; the first of equals. Of several outputs those of the last.
    /// </summary>
    /// <param name="images">One sample or more, up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <returns>The classes, as bytes; valid until the next call, also after <see cref="Session.Dispose"/>. Scores of the last <see cref="Run"/> stay.</returns>
    /// <exception cref="ArgumentException">The length is not that of whole samples, or there are too many.</exception>
    /// <exception cref="InvalidOperationException">The model has more than 256 classes, which bytes cannot tell apart.</exception>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public ReadOnlySpan<byte> Classify(ReadOnlySpan<float> images)
    {
        if (Plan.Output.Channels > ArgMax.MostClasses)
        {
            throw new InvalidOperationException(
                $"The model has {Plan.Output.Channels} classes, and bytes tell {ArgMax.MostClasses} apart: take the largest of the scores that Run returns.");
        }

        int samples = CountSamples(images.Length, nameof(images)), pixels = Plan.Output.Pixels;
        Span<byte> classes = _classes.AsSpan(0, samples * pixels);
        for (int first = 0; first < samples; first += _group)
        {
            Samples count = RunGroup(images, first, samples);
            _argMax.Run(count, At(Plan.OutputOffset), classes.Slice(first * pixels, count * pixels));
        }

        GC.KeepAlive(this);
        return classes;
    }

    /// <summary>The output of a kept stage, or one of several outputs, for one sample of the last run: channels x rows x columns, over the arena's memory, valid until the next run.</summary>
    /// <param name="stage">A stage marked <see cref="KeepAttribute"/>, or any output of a model with several.</param>
    /// <param name="sample">Which sample of the run.</param>
    /// <exception cref="InvalidOperationException">The stage is not kept, or is another model's.</exception>
    public unsafe ReadOnlyTensorSpan<float> Read(Stage stage, int sample = 0)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Batch);
        _ = Locate(stage, out Map map, out int offset);
        float* start = At(offset).Pointer + ((nint)sample * map.SampleStride) + map.Origin;
        return new ReadOnlyTensorSpan<float>(
            start,
            map.SampleStride - map.Origin,
            [map.Channels, map.Height, map.Width],
            [map.Channels == 1 ? 0 : 1, map.Height == 1 ? 0 : map.RowStride, map.Width == 1 ? 0 : map.PixelStride]);
    }

    /// <summary>Takes the model's current weights. Allocates nothing.</summary>
    /// <exception cref="ObjectDisposedException">The predictor was disposed.</exception>
    public void Refresh()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        Prepare();
        GC.KeepAlive(this);
    }

    /// <summary>Folds and packs the model's weights into the arena.</summary>
    protected abstract void Prepare();

    /// <summary>Runs the network on samples that lie in the arena.</summary>
    protected abstract void Forward(Samples samples);

    /// <summary>Runs the network on as many samples as it takes at a time, and returns them.</summary>
    private Samples RunGroup(ReadOnlySpan<float> images, int first, int samples)
    {
        int size = Math.Min(_group, samples - first);
        bool isChosen = Threads > 1 && size == _group;
        Samples count = Share(size, together: !isChosen || _choice.Begin(Stopwatch.GetTimestamp()));
        Transfer.Import(Plan.Input, count, images.Slice(first * Plan.InputCount, count * Plan.InputCount), At(Plan.InputOffset), Plan.Mean, Plan.Deviation);
        Forward(count);
        if (isChosen)
            _choice.End(Stopwatch.GetTimestamp());
        return count;
    }

    private static int Checked(int batch, int threads)
    {
        Check(batch, threads);
        return batch;
    }
}
