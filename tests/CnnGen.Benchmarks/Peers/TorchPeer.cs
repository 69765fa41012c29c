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
    private readonly IReadOnlyList<Layer> _layers;
    private readonly Dictionary<string, Parameter> _trainable = [];
    private readonly Dictionary<string, Tensor> _statistics = [];
    private readonly Tensor _images, _labels;
    private readonly optim.Optimizer _optimizer;
    private readonly int _threads;

    /// <param name="network">The layers.</param>
    /// <param name="parameters">Starting weights.</param>
    /// <param name="images">Images of each step, NCHW.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="format">Memory format of images and filters.</param>
    /// <param name="threads">Threads of a step.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="momentum">Momentum.</param>
    /// <param name="inputGradient">Whether the gradient with respect to the images is computed too.</param>
    public TorchPeer(
        Network network,
        ParameterSet parameters,
        float[] images,
        int[] labels,
        MemoryFormat format,
        int threads,
        double rate,
        double momentum,
        bool inputGradient)
    {
        _threads = threads;
        set_num_threads(threads);
        using DisposeScope scope = NewDisposeScope();
        _layers = network.Layers;
        foreach (ParameterInfo info in parameters.Infos)
        {
            Tensor value = Arrange(tensor(parameters.ToArray(info.Name), [.. info.Shape.Select(length => (long)length)]), format);
            if (info.Name.Contains(".running_", StringComparison.Ordinal))
                _statistics[info.Name] = value.DetachFromDisposeScope();
            else
                _trainable[info.Name] = (Parameter)new Parameter(value).DetachFromDisposeScope();
        }

        long[] shape = [labels.Length, network.Input.Channels, network.Input.Height, network.Input.Width];
        _images = Arrange(tensor(images, shape), format).DetachFromDisposeScope();
        _images.requires_grad = inputGradient;
        _labels = tensor([.. labels.Select(label => (long)label)], int64).DetachFromDisposeScope();
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
        return loss.item<float>();
    }

    /// <summary>A parameter's gradient of the last step.</summary>
    public float[] Gradient(string name) => ToArray(_trainable[name].grad!);

    /// <summary>A parameter or running statistic as it is now.</summary>
    public float[] Value(string name) =>
        ToArray(_trainable.TryGetValue(name, out Parameter? parameter) ? parameter.detach() : _statistics[name]);

    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (Tensor tensor in _trainable.Values.Concat(_statistics.Values).Append(_images).Append(_labels))
            tensor.Dispose();
    }

    private Tensor Forward()
    {
        Tensor x = _images;
        foreach (Layer layer in _layers)
        {
            x = layer switch
            {
                ConvLayer conv => F.conv2d(
                    x, _trainable[conv.Name + ".weight"], _trainable[conv.Name + ".bias"], padding: [conv.Padding, conv.Padding]),
                BatchNormLayer norm => F.batch_norm(
                    x,
                    _statistics[norm.Name + ".running_mean"],
                    _statistics[norm.Name + ".running_var"],
                    _trainable[norm.Name + ".weight"],
                    _trainable[norm.Name + ".bias"],
                    training: true,
                    BatchNormLayer.Momentum,
                    BatchNormLayer.Epsilon),
                ReluLayer => F.relu(x, inplace: true),
                MaxPoolLayer pool => F.max_pool2d(x, pool.Size, pool.Size),
                FlattenLayer => x.flatten(1),
                LinearLayer linear => F.linear(x, _trainable[linear.Name + ".weight"], _trainable[linear.Name + ".bias"]),
                DropoutLayer dropout => dropout.Rate == 0 ? x : F.dropout(x, dropout.Rate, training: true),
                _ => throw new NotSupportedException($"There is no libtorch call for {layer}."),
            };
        }

        return x;
    }

    /// <summary>Gives a tensor of four dimensions the strides of the format; libtorch tells formats by strides alone.</summary>
    private static Tensor Arrange(Tensor value, MemoryFormat format) =>
        format == MemoryFormat.ChannelsLast && value.dim() == 4 ? value.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : value;

    private static float[] ToArray(Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        return value.contiguous().data<float>().ToArray();
    }
}
