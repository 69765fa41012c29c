using CnnGen.Parameters;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Benchmarks.Peers;

/// <summary>How libtorch keeps maps and filters in memory; which one is faster depends on the network.</summary>
internal enum MemoryFormat
{
    Contiguous,
    ChannelsLast,
}

/// <summary>TorchSharp at its best: functional calls on bare tensors, activations in place, its own optimizer.</summary>
internal sealed class TorchPeer : IDisposable
{
    private readonly NetworkGraph _graph;
    private readonly Tensor[] _values, _winners;
    private readonly Dictionary<string, Parameter> _trainable = [];
    private readonly Dictionary<string, Tensor> _statistics = [];
    private readonly Tensor _images, _labels;
    private readonly optim.Optimizer _optimizer;
    private readonly int _threads;

    /// <param name="network">The layers.</param>
    /// <param name="parameters">Starting weights.</param>
    /// <param name="images">Images of each step, NCHW.</param>
    /// <param name="labels">Their labels: one each, or where scores are a map one for each pixel.</param>
    /// <param name="format">Memory format of images and filters.</param>
    /// <param name="threads">Threads of a step.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="momentum">Momentum.</param>
    /// <param name="inputGradient">Whether the gradient with respect to the images is computed too.</param>
    /// <param name="precision">Type of all numbers.</param>
    public TorchPeer(
        Network network,
        ParameterSet parameters,
        float[] images,
        int[] labels,
        MemoryFormat format,
        int threads,
        double rate,
        double momentum,
        bool inputGradient,
        ScalarType precision = ScalarType.Float32)
    {
        _threads = threads;
        set_num_threads(threads);
        using DisposeScope scope = NewDisposeScope();
        _graph = network.Graph;
        _values = new Tensor[_graph.Steps.Count];
        _winners = new Tensor[_graph.Steps.Count];
        foreach (ParameterInfo info in parameters.Infos)
        {
            Tensor value = Arrange(tensor(parameters.ToArray(info.Name), [.. info.Shape.Select(length => (long)length)]).to(precision), format);
            if (info.Name.Contains(".running_", StringComparison.Ordinal))
                _statistics[info.Name] = value.DetachFromDisposeScope();
            else
                _trainable[info.Name] = (Parameter)new Parameter(value).DetachFromDisposeScope();
        }

        ImageShape input = _graph.Input;
        int batch = images.Length / input.Count;
        _images = Arrange(tensor(images, [batch, input.Channels, input.Height, input.Width]).to(precision), format).DetachFromDisposeScope();
        _images.requires_grad = inputGradient;
        long[] labelLengths = [.. _graph.ScoreLengths(batch).Where((_, dimension) => dimension != 1)];
        _labels = tensor([.. labels.Select(label => (long)label)], labelLengths, int64).DetachFromDisposeScope();
        _optimizer = optim.SGD(_trainable.Values, rate, momentum);
    }

    /// <summary>The gradient of the last step with respect to the images, NCHW.</summary>
    public ReadOnlySpan<float> InputGradient => ToArray(_images.grad!);

    public static string Name(MemoryFormat format) => format == MemoryFormat.ChannelsLast ? "channels last" : "contiguous";

    /// <summary>A training step; returns the loss before the update.</summary>
    public float Step()
    {
        set_num_threads(_threads);
        using DisposeScope step = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = F.cross_entropy(Forward(), _labels);
        loss.backward();
        _ = _optimizer.step();
        return loss.to(float32).item<float>();
    }

    /// <summary>Whether a step changes a parameter by its gradient; it does not change running statistics so.</summary>
    public bool Trains(string name) => _trainable.ContainsKey(name);

    /// <summary>A parameter's gradient of the last step.</summary>
    public float[] Gradient(string name) => ToArray(_trainable[name].grad!);

    /// <summary>A parameter or running statistic as it is now.</summary>
    public float[] Value(string name) =>
        ToArray(_trainable.TryGetValue(name, out Parameter? parameter) ? parameter.detach() : _statistics[name]);

    /// <summary>The closest contest in any max pooling of the images, as <see cref="Contests.Closest"/> tells it; infinite without poolings. Moves running statistics.</summary>
    public double ClosestContest()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        double closest = double.PositiveInfinity;
        int end = _graph.Steps.Select((step, index) => step.Layer is MaxPoolLayer ? index + 1 : 0).Max();
        for (int i = 0; i < end; i++)
        {
            Tensor[] inputs = [.. _graph.Steps[i].Inputs.Select(Value)];
            if (_graph.Steps[i].Layer is MaxPoolLayer pool)
                closest = Math.Min(closest, Contests.Closest(inputs[0], pool));
            _values[i] = Run(i, inputs);
        }

        return closest;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (Tensor tensor in _trainable.Values.Concat(_statistics.Values).Append(_images).Append(_labels))
            tensor.Dispose();
    }

    private Tensor Forward()
    {
        for (int i = 0; i < _values.Length; i++)
            _values[i] = Run(i, [.. _graph.Steps[i].Inputs.Select(Value)]);
        return _values[^1];
    }

    private Tensor Value(int index) => index == NetworkGraph.Images ? _images : _values[index];

    private Tensor Run(int index, Tensor[] inputs)
    {
        Tensor x = inputs[0];
        bool inPlace = IsFree(_graph.Steps[index].Inputs[0]);
        switch (_graph.Steps[index].Layer)
        {
            case ConvLayer { Window: var window } conv:
                return F.conv2d(
                    x, _trainable[conv.Weight], Optional(conv.Bias), Both(window.Stride), Both(window.PaddingBefore), Both(window.Dilation), conv.Groups);
            case ConvTransposeLayer { Window: var window } conv:
                return F.conv_transpose2d(
                    x,
                    _trainable[conv.Weight],
                    Optional(conv.Bias),
                    Both(window.Stride),
                    Both(window.PaddingBefore),
                    Both(conv.OutputPadding),
                    Both(window.Dilation),
                    conv.Groups);
            case LinearLayer linear:
                return F.linear(x.flatten(1), _trainable[linear.Weight], Optional(linear.Bias));
            case BatchNormLayer norm:
                return F.batch_norm(
                    x,
                    _statistics[norm.Mean],
                    _statistics[norm.Variance],
                    _trainable[norm.Weight],
                    _trainable[norm.Bias],
                    training: true,
                    norm.Momentum,
                    norm.Epsilon);
            case ReluLayer:
                return F.relu(x, inPlace);
            case MaxPoolLayer { Window: var window } pool when _graph.NeedsWinners(index):
                (Tensor pooled, _winners[index]) = F.max_pool2d_with_indices(
                    x, Both(window.Kernel), Both(window.Stride), Both(window.PaddingBefore), Both(window.Dilation), pool.CeilMode);
                return pooled;
            case MaxPoolLayer { Window: var window } pool:
                return F.max_pool2d(x, window.Kernel, window.Stride, window.PaddingBefore, window.Dilation, pool.CeilMode);
            case MaxUnpoolLayer { Window: var window }:
                return F.max_unpool2d(x, _winners[_graph.Steps[index].Inputs[1]], Both(window.Kernel), Both(window.Stride));
            case AvgPoolLayer pool:
                return F.avg_pool2d(x, pool.Size, pool.Size);
            case GlobalAvgPoolLayer:
                return F.adaptive_avg_pool2d(x, 1);
            case AddLayer:
                return inputs.Skip(1).Aggregate(x, (sum, input) => inPlace ? sum.add_(input) : sum.add(input));
            case ConcatLayer:
                return cat(inputs, 1);
            case DropoutLayer { Rate: 0 }:
                return x;
            case DropoutLayer dropout:
                return dropout.WholeChannels ? F.dropout2d(x, dropout.Rate, true) : F.dropout(x, dropout.Rate, true);
            default:
                throw new NotSupportedException($"There is no libtorch call for {_graph.Steps[index].Layer}.");
        }
    }

    /// <summary>Whether a step's value may be overwritten: nobody else reads it, and its layer's gradient does not need it.</summary>
    private bool IsFree(int index) =>
        index != NetworkGraph.Images
        && _graph.Steps[index].Layer is ConvLayer or ConvTransposeLayer or LinearLayer or BatchNormLayer or AddLayer
        && _graph.Readers(index) == 1;

    private Parameter? Optional(string? bias) => bias is null ? null : _trainable[bias];

    private static long[] Both(int length) => [length, length];

    /// <summary>Gives a tensor of four dimensions the strides of the format; libtorch tells formats by strides alone.</summary>
    private static Tensor Arrange(Tensor value, MemoryFormat format) =>
        format == MemoryFormat.ChannelsLast && value.dim() == 4 ? value.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : value;

    private static float[] ToArray(Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        return value.to(float32).contiguous().data<float>().ToArray();
    }
}
