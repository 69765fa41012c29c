using CnnGen.Parameters;
using CnnGen.Training;

namespace CnnGen;

/// <summary>
/// A network's parameters and nothing else. The generator derives each class marked <see cref="CnnModelAttribute"/> from it, with sessions that
/// predict and train.
/// </summary>
public abstract class Model
{
    private readonly ParameterSet _parameters;
    private readonly int _seed;
    private readonly Lock _drawing = new();
    private volatile bool _hasWeights;

    /// <param name="layout">The tensors.</param>
    /// <param name="seed">Seed of the starting weights: one seed, the same weights on every machine.</param>
    protected Model(ParameterLayout layout, int seed)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _parameters = new ParameterSet(layout.Parameters, layout.Total);
        _seed = seed;
    }

    /// <summary>Weights and running statistics by name, in PyTorch's logical shapes, over the memory that sessions read and train.</summary>
    /// <remarks>Starting weights are drawn when they are first asked for: a model that is loaded never draws any.</remarks>
    public ParameterSet Parameters
    {
        get
        {
            if (!_hasWeights)
                DrawWeights();
            return _parameters;
        }
    }

    internal ParameterLayout Layout { get; }

    /// <summary>Takes a snapshot of the weights that predicts without allocating.</summary>
    /// <param name="batch">The most samples of a call.</param>
    /// <param name="threads">
    /// The most threads of a call, the caller's counted. Scores are the same bits for any number; steps too small to gain stay on the caller's thread.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> or <paramref name="threads"/> is below 1.</exception>
    public abstract Predictor CreatePredictor(int batch = 1, int threads = 1);

    /// <summary>Makes a trainer that changes this model in place without allocating: a <see cref="ClassifierTrainer"/> or <see cref="RegressionTrainer"/>.</summary>
    /// <param name="batch">The most samples of a step.</param>
    /// <param name="optimizer">The update rule.</param>
    /// <param name="seed">Seed of dropout.</param>
    /// <param name="threads">
    /// The most threads of a step, the caller's counted. Weights are the same bits for any number; work too small to gain stays on the caller's thread.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> or <paramref name="threads"/> is below 1.</exception>
    public abstract Trainer CreateTrainer(int batch, Optimizer optimizer, int seed = 0, int threads = 1);

    /// <summary>Writes all parameters as safetensors. The file appears whole or not at all.</summary>
    /// <param name="path">The file, replaced if it exists.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                Save(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes all parameters as safetensors.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Safetensors.Write(Parameters, stream);
    }

    /// <summary>Reads all parameters from a safetensors file; PyTorch's <c>num_batches_tracked</c> is passed over.</summary>
    /// <exception cref="InvalidDataException">The file does not fit; the message names every mismatch, and nothing was changed.</exception>
    public void Load(string path) => Load(path, Same);

    /// <summary>Reads all parameters from a safetensors file that has other names for them, such as one of torchvision's weights.</summary>
    /// <remarks>
    /// Shapes are the parameters' own. A linear layer's matrix also serves the convolution with a kernel of the map that it flattened,
    /// <c>[o, c * h * w]</c> as <c>[o, c, h, w]</c>, and the other way round.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="rename">
    /// The parameter's name for each name in the file, or null for a tensor that the model has no use for. Each parameter must be named by
    /// exactly one tensor.
    /// </param>
    /// <exception cref="InvalidDataException">The file does not fit; the message names every mismatch, and nothing was changed.</exception>
    public void Load(string path, Func<string, string?> rename)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Load(file, rename);
    }

    /// <summary>Reads all parameters from a stream, from where it stands to its end.</summary>
    /// <remarks>A fault of the stream itself, once tensors are being read, may leave some of them loaded; so may one of a file.</remarks>
    /// <exception cref="InvalidDataException">The data does not fit; the message names every mismatch, and nothing was changed.</exception>
    public void Load(Stream stream) => Load(stream, Same);

    /// <summary>Reads all parameters from a stream, from where it stands to its end, by other names.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="rename"><inheritdoc cref="Load(string, Func{string, string?})" path="/param[@name='rename']"/></param>
    /// <exception cref="InvalidDataException">The data does not fit; the message names every mismatch, and nothing was changed.</exception>
    public void Load(Stream stream, Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rename);
        if (stream.CanSeek)
        {
            Read(stream, rename);
            return;
        }

        using MemoryStream buffer = new();
        stream.CopyTo(buffer);
        buffer.Position = 0;
        Read(buffer, rename);
    }

    /// <summary>Reads all parameters from the bytes of a safetensors file.</summary>
    /// <exception cref="InvalidDataException">The data does not fit; the message names every mismatch, and nothing was changed.</exception>
    public void Load(ReadOnlySpan<byte> safetensors) => Load(safetensors, Same);

    /// <summary>Reads all parameters from the bytes of a safetensors file, by other names.</summary>
    /// <param name="safetensors">The bytes.</param>
    /// <param name="rename"><inheritdoc cref="Load(string, Func{string, string?})" path="/param[@name='rename']"/></param>
    /// <exception cref="InvalidDataException">The data does not fit; the message names every mismatch, and nothing was changed.</exception>
    public unsafe void Load(ReadOnlySpan<byte> safetensors, Func<string, string?> rename)
    {
        fixed (byte* bytes = safetensors)
        {
            using Stream stream = safetensors.IsEmpty ? Stream.Null : new UnmanagedMemoryStream(bytes, safetensors.Length);
            Load(stream, rename);
        }
    }

    private void Read(Stream safetensors, Func<string, string?> rename)
    {
        lock (_drawing)
        {
            Safetensors.Read(safetensors, _parameters, rename);
            _hasWeights = true;
        }
    }

    private void DrawWeights()
    {
        lock (_drawing)
        {
            if (!_hasWeights)
                _parameters.Initialize(_seed);
            _hasWeights = true;
        }
    }

    private static string Same(string name) => name;
}
