using System.Globalization;
using System.Runtime.InteropServices;
using CnnGen.Kernels;
using CnnGen.Parameters;

namespace CnnGen.Benchmarks.Onnx;

/// <summary>Writes a network with a model's weights as an ONNX file. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxWriter
{
    public const string InputName = "images", OutputName = "scores";

    private const int IrVersion = 8, Opset = 17;

    // TensorProto.DataType and AttributeProto.AttributeType.
    private const int FloatTensor = 1, FloatAttribute = 1, IntAttribute = 2, IntsAttribute = 7;

    private readonly ProtoMessage _message = new();
    private readonly NetworkGraph _graph;
    private readonly ParameterSet _parameters;

    private OnnxWriter(NetworkGraph graph, ParameterSet parameters)
    {
        _graph = graph;
        _parameters = parameters;
    }

    /// <param name="graph">The layers; each becomes a node of its own, and dropout none.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="batch">Samples of a run; a fixed size lets a runtime plan its memory.</param>
    public static byte[] Write(NetworkGraph graph, ParameterSet parameters, int batch)
    {
        OnnxWriter writer = new(graph, parameters);
        for (int i = 0; i < graph.Steps.Count; i++)
            writer.Add(i);
        ProtoMessage message = writer._message
            .Text(2, "network")
            .Message(11, ValueInfo(InputName, batch, graph.Input.Channels, graph.Input.Height, graph.Input.Width))
            .Message(12, ValueInfo(OutputName, [.. graph.ScoreLengths(batch).Select(length => (int)length)]));
        return new ProtoMessage()
            .Int(1, IrVersion)
            .Message(8, new ProtoMessage().Text(1, "").Int(2, Opset))
            .Message(7, message)
            .ToArray();
    }

    private void Add(int index)
    {
        string output = ValueOf(index);
        string[] inputs = [.. _graph.Steps[index].Inputs.Select(ValueOf)];
        switch (_graph.Steps[index].Layer)
        {
            case ConvLayer conv:
                Node("Conv", [.. inputs, conv.Weight, .. Optional(conv.Bias)], [output], [.. Sliding(conv.Window), Int("group", conv.Groups)]);
                break;
            case ConvTransposeLayer conv:
                Node(
                    "ConvTranspose",
                    [.. inputs, conv.Weight, .. Optional(conv.Bias)],
                    [output],
                    [.. Sliding(conv.Window), Ints("output_padding", conv.OutputPadding, conv.OutputPadding), Int("group", conv.Groups)]);
                break;
            case LinearLayer linear:
                string flat = output + "_flat";
                Node("Flatten", inputs, [flat], [Int("axis", 1)]);
                Node("Gemm", [flat, linear.Weight, .. Optional(linear.Bias)], [output], [Int("transB", 1)]);
                break;
            case BatchNormLayer norm:
                Node(
                    "BatchNormalization",
                    [.. inputs, norm.Weight, norm.Bias, norm.Mean, norm.Variance],
                    [output],
                    [Float("epsilon", (float)norm.Epsilon)]);
                break;
            case ReluLayer:
                Node("Relu", inputs, [output], []);
                break;
            case MaxPoolLayer pool:
                string[] outputs = _graph.NeedsWinners(index) ? [output, WinnersOf(index)] : [output];
                Node("MaxPool", inputs, outputs, [.. Sliding(pool.Window), Int("ceil_mode", pool.CeilMode ? 1 : 0)]);
                break;
            case MaxUnpoolLayer unpool:
                int side = unpool.Window.Kernel, stride = unpool.Window.Stride;
                Node(
                    "MaxUnpool",
                    [inputs[0], WinnersOf(_graph.Steps[index].Inputs[1])],
                    [output],
                    [Ints("kernel_shape", side, side), Ints("strides", stride, stride)]);
                break;
            case AvgPoolLayer pool:
                Node("AveragePool", inputs, [output], [Ints("kernel_shape", pool.Size, pool.Size), Ints("strides", pool.Size, pool.Size)]);
                break;
            case GlobalAvgPoolLayer:
                Node("GlobalAveragePool", inputs, [output], []);
                break;
            case AddLayer when inputs.Length == 2:
                Node("Add", inputs, [output], []);
                break;
            case ConcatLayer:
                Node("Concat", inputs, [output], [Int("axis", 1)]);
                break;
            case DropoutLayer:
                break;
            default:
                throw new NotSupportedException($"There is no ONNX node for {_graph.Steps[index].Layer}.");
        }
    }

    /// <summary>Name of what a step makes: a dropout's is its input's, as it does nothing.</summary>
    private string ValueOf(int index) =>
        index == NetworkGraph.Images ? InputName
        : _graph.Steps[index].Layer is DropoutLayer ? ValueOf(_graph.Steps[index].Inputs[0])
        : index == _graph.Steps.Count - 1 ? OutputName
        : string.Create(CultureInfo.InvariantCulture, $"value{index}");

    private string WinnersOf(int index) => ValueOf(index) + "_winners";

    /// <summary>Adds a node, and the parameters among its inputs.</summary>
    private void Node(string type, string[] inputs, string[] outputs, ProtoMessage[] attributes)
    {
        ProtoMessage node = new();
        foreach (string input in inputs)
        {
            _ = node.Text(1, input);
            if (_parameters.Infos.FirstOrDefault(info => info.Name == input) is { } parameter)
                _ = _message.Message(5, Tensor(parameter));
        }

        foreach (string output in outputs)
            _ = node.Text(2, output);
        _ = node.Text(3, $"{type}_{outputs[0]}").Text(4, type);
        foreach (ProtoMessage attribute in attributes)
            _ = node.Message(5, attribute);
        _ = _message.Message(1, node);
    }

    private ProtoMessage Tensor(ParameterInfo parameter) => new ProtoMessage()
        .Ints(1, [.. parameter.Shape])
        .Int(2, FloatTensor)
        .Text(8, parameter.Name)
        .Bytes(9, MemoryMarshal.AsBytes<float>(_parameters.ToArray(parameter.Name)).ToArray());

    private static ProtoMessage ValueInfo(string name, params ReadOnlySpan<int> shape)
    {
        ProtoMessage dimensions = new();
        foreach (int length in shape)
            _ = dimensions.Message(1, new ProtoMessage().Int(1, length));
        ProtoMessage tensor = new ProtoMessage().Int(1, FloatTensor).Message(2, dimensions);
        return new ProtoMessage().Text(1, name).Message(2, new ProtoMessage().Message(1, tensor));
    }

    private static string[] Optional(string? bias) => bias is null ? [] : [bias];

    private static ProtoMessage[] Sliding(Window window) =>
    [
        Ints("kernel_shape", window.Kernel, window.Kernel),
        Ints("strides", window.Stride, window.Stride),
        Ints("pads", window.PaddingBefore, window.PaddingBefore, window.PaddingAfter, window.PaddingAfter),
        Ints("dilations", window.Dilation, window.Dilation),
    ];

    private static ProtoMessage Int(string name, int value) =>
        new ProtoMessage().Text(1, name).Int(3, value).Int(20, IntAttribute);

    private static ProtoMessage Float(string name, float value) =>
        new ProtoMessage().Text(1, name).Float(2, value).Int(20, FloatAttribute);

    private static ProtoMessage Ints(string name, params ReadOnlySpan<int> values) =>
        new ProtoMessage().Text(1, name).Ints(8, values).Int(20, IntsAttribute);
}
