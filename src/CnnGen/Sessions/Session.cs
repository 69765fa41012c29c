using CnnGen.Kernels;
using CnnGen.Threads;

namespace CnnGen.Sessions;

/// <summary>What predictors and trainers share: a model, an arena of fixed capacity, and the checks of their calls.</summary>
public abstract class Session : IDisposable
{
    private readonly Arena _arena;
    private readonly int _capacity;
    private readonly long _scratch;

    private protected Session(Model model, int batch, int capacity, int threads, SessionPlan plan)
    {
        Model = model;
        Plan = plan;
        Batch = batch;
        _capacity = capacity;
        Team = threads > 1 ? new Team(threads) : null;
        _scratch = plan.FixedSize + ((long)plan.SampleSize * capacity);
        _arena = new Arena(_scratch + ((long)plan.Scratch * Threads));
    }

    /// <summary>The most samples of a call.</summary>
    public int Batch { get; }

    /// <summary>The most threads that a call works with, the caller's counted: as many as were asked for, but no more than the processors.</summary>
    public int Threads => Team?.Count ?? 1;

    /// <summary>Floats of one image: channels x height x width.</summary>
    public int FloatsPerImage => Plan.InputCount;

    /// <summary>Bytes that the session took when it was created; it takes no more.</summary>
    public long ArenaBytes => _arena.Bytes;

    private string ModelName => Model.GetType().FullName!.Replace('+', '.');

    /// <summary>The session's threads; null where its caller works alone.</summary>
    internal Team? Team { get; }

    private protected bool IsDisposed => _arena.IsDisposed;

    private protected Model Model { get; }

    private protected SessionPlan Plan { get; }

    /// <summary>Frees the arena and ends the threads. Scores that a predictor returned stay readable.</summary>
    public void Dispose()
    {
        Team?.Dispose();
        _arena.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A map's place from its floats for each sample.</summary>
    protected Address At(int offset) => _arena.Start + Plan.FixedSize + ((nint)offset * _capacity);

    /// <summary>A place in the part that does not depend on the batch.</summary>
    protected Address Fixed(int offset) => _arena.Start + offset;

    /// <summary>A parameter of the model.</summary>
    protected Address Parameter(int offset) => Model.Parameters.Address + offset;

    /// <summary>Finds the layout and place of a stage that is kept.</summary>
    /// <exception cref="InvalidOperationException">The stage is another model's, or is not kept.</exception>
    protected virtual bool Locate(Stage stage, out Map map, out int offset)
    {
        ArgumentNullException.ThrowIfNull(stage);
        throw new InvalidOperationException(
            stage.Model == ModelName
                ? $"The stage '{stage.Name}' is not kept in memory: mark it [Keep] to read it after a run."
                : $"'{stage}' is a stage of another model than {ModelName}.");
    }

    private protected static void Check(int batch, int threads)
    {
        if (batch < 1)
            throw new ArgumentOutOfRangeException(nameof(batch), batch, "A session needs room for at least one sample.");
        if (threads < 1)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, "A session needs at least one thread, the caller's.");
    }

    /// <summary>So many samples for the session's threads, which are woken, or for the caller alone: at the start of a run.</summary>
    private protected Samples Share(int samples, bool together = true)
    {
        Crew? crew = together ? Team?.Crew : null;
        crew?.Rouse();
        return new Samples(samples, crew, _arena.Start + (nint)_scratch, Plan.Scratch);
    }

    /// <summary>The number of samples that <paramref name="length"/> floats of input are.</summary>
    private protected int CountSamples(int length, string parameter)
    {
        ObjectDisposedException.ThrowIf(_arena.IsDisposed, this);
        int size = Plan.InputCount;
        if (length == 0 || length % size != 0)
        {
            throw new ArgumentException(
                $"The input must hold whole samples of {Plan.Input.Channels} x {Plan.Input.Height} x {Plan.Input.Width} = {size} floats; {length} floats were given.", parameter);
        }

        int samples = length / size;
        if (samples > Batch)
            throw new ArgumentException($"The input holds {samples} samples; this session was created for at most {Batch}. Create it with a larger batch, or pass fewer.", parameter);
        return samples;
    }
}
