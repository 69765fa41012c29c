using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Parameters;

namespace CnnGen.Benchmarks.Onnx;

/// <summary>Writes a network with a model's weights as an ONNX file. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxWriter
{
    public const string InputName = "images", OutputName = "scores";

    private const int IrVersion = 8, Opset = 17;

    // TensorProto.DataType and AttributeProto.AttributeType.
    private const int FloatTensor = 1, FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;

    private readonly ProtoMessage _graph = new();
    private readonly ParameterSet _parameters;
    private string _value = InputName;

    private OnnxWriter(ParameterSet parameters) => _parameters = parameters;

    /// <param name="network">The layers; each becomes a node of its own, and dropout none.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="batch">Samples of a run; a fixed size lets a runtime plan its memory.</param>
    public static byte[] Write(Network network, ParameterSet parameters, int batch)
    {
        OnnxWriter writer = new(parameters);
        Layer[] layers = [.. network.Layers.Where(layer => layer is not DropoutLayer)];
        for (int i = 0; i < layers.Length; i++)
            writer.Add(layers[i], i == layers.Length - 1 ? OutputName : string.Create(CultureInfo.InvariantCulture, $"value{i}"));
        ProtoMessage graph = writer._graph
            .Text(2, network.Name)
            .Message(11, ValueInfo(InputName, batch, network.Input.Channels, network.Input.Height, network.Input.Width))
            .Message(12, ValueInfo(OutputName, batch, Networks.Classes));
        return new ProtoMessage()
            .Int(1, IrVersion)
            .Message(8, new ProtoMessage().Text(1, "").Int(2, Opset))
            .Message(7, graph)
            .ToArray();
    }

    private void Add(Layer layer, string output)
    {
        switch (layer)
        {
            case ConvLayer conv:
                int kernel = Shape($"{conv.Name}.weight")[^1], padding = conv.Padding;
                Node(
                    "Conv",
                    output,
                    [$"{conv.Name}.weight", $"{conv.Name}.bias"],
                    Ints("kernel_shape", kernel, kernel), Ints("strides", 1, 1), Ints("pads", padding, padding, padding, padding));
                break;
            case BatchNormLayer norm:
                Node(
                    "BatchNormalization",
                    output,
                    [$"{norm.Name}.weight", $"{norm.Name}.bias", $"{norm.Name}.running_mean", $"{norm.Name}.running_var"],
                    Float("epsilon", (float)BatchNormLayer.Epsilon));
                break;
            case ReluLayer:
                Node("Relu", output, []);
                break;
            case MaxPoolLayer pool:
                Node("MaxPool", output, [], Ints("kernel_shape", pool.Size, pool.Size), Ints("strides", pool.Size, pool.Size));
                break;
            case FlattenLayer:
                Node("Flatten", output, [], Int("axis", 1));
                break;
            case LinearLayer linear:
                Node("Gemm", output, [$"{linear.Name}.weight", $"{linear.Name}.bias"], Int("transB", 1));
                break;
            default:
                throw new NotSupportedException($"There is no ONNX node for {layer}.");
        }
    }

    /// <summary>Adds a node that reads the last value and parameters, and makes the next value.</summary>
    private void Node(string type, string output, string[] parameters, params ReadOnlySpan<ProtoMessage> attributes)
    {
        ProtoMessage node = new ProtoMessage().Text(1, _value);
        foreach (string parameter in parameters)
        {
            _ = node.Text(1, parameter);
            _ = _graph.Message(5, Tensor(parameter));
        }

        _ = node.Text(2, output).Text(3, $"{type}_{output}").Text(4, type);
        foreach (ProtoMessage attribute in attributes)
            _ = node.Message(5, attribute);
        _ = _graph.Message(1, node);
        _value = output;
    }

    private ProtoMessage Tensor(string parameter) => new ProtoMessage()
        .Ints(1, Shape(parameter))
        .Int(2, FloatTensor)
        .Text(8, parameter)
        .Bytes(9, MemoryMarshal.AsBytes<float>(_parameters.ToArray(parameter)));

    private int[] Shape(string parameter) => [.. _parameters.Infos.Single(info => info.Name == parameter).Shape];

    private static ProtoMessage ValueInfo(string name, params ReadOnlySpan<int> shape)
    {
        ProtoMessage dimensions = new();
        foreach (int length in shape)
            _ = dimensions.Message(1, new ProtoMessage().Int(1, length));
        ProtoMessage tensor = new ProtoMessage().Int(1, FloatTensor).Message(2, dimensions);
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor));
    }

    private static ProtoMessage Int(string name, int value) =>
        new ProtoMessage().Text(1, name).Int(3, value).Int(20, IntAttribute);

    private static ProtoMessage Float(string name, float value) =>
        new ProtoMessage().Text(1, name).Float(2, value).Int(20, FloatAttribute);

    private static ProtoMessage Ints(string name, params ReadOnlySpan<int> values) =>
        new ProtoMessage().Text(1, name).Ints(8, values).Int(20, IntsAttribute);
}
