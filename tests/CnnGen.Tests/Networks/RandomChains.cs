using System.Globalization;
using System.Text;

namespace CnnGen.Tests.Networks;

/// <summary>Draws valid chains of layers as declarations: any shapes, channels off the vector's width, strides, paddings, groups, joins of ops.</summary>
internal sealed partial class RandomChains(int seed)
{
    private readonly Random _random = new(seed);
    private readonly RandomAccuracies _accuracies = new(seed);
    private int _channels;
    private int _height;
    private int _width;

    public string Next(string name)
    {
        _channels = Pick(1, 2, 3, 5, 16, 19);
        _height = _random.Next(1, 14);
        _width = _random.Next(1, 14);
        StringBuilder code = new();
        code.Append(CultureInfo.InvariantCulture, $"[CnnModel({_channels}, {_height}, {_width}, Accuracy = {_accuracies.Next()})]\n");
        if (_random.Next(4) == 0)
            code.Append("[Normalize(0.3, 0.5)]\n");
        int layers = _random.Next(1, 7);
        for (int i = 0; i < layers; i++)
            code.Append(CultureInfo.InvariantCulture, $"[{Layer()}]\n");
        code.Append(CultureInfo.InvariantCulture, $"[{End()}]\n");
        code.Append(CultureInfo.InvariantCulture, $"public partial class {name};\n");
        return code.ToString();
    }

    /// <summary>A layer for a map of some shape, which becomes its output's.</summary>
    public string Layer(ref (int Channels, int Height, int Width) shape)
    {
        (_channels, _height, _width) = shape;
        string layer = Layer();
        shape = (_channels, _height, _width);
        return layer;
    }

    private string Layer() => _random.Next(17) switch
    {
        0 or 1 or 2 => Conv(),
        3 => $"BatchNorm({Pick("", "momentum: 0.3", "epsilon: 0.001")})",
        4 or 5 => "ReLU",
        6 => "LeakyReLU(0.2)",
        7 => MaxPool(),
        8 => AvgPool(),
        9 => Pick("Sigmoid", "Tanh"),
        10 => Pick("SiLU", "GELU"),
        11 => $"ChannelDropout({Pick("0.5", "0.25", "0")})",
        12 or 13 => Resampling(),
        14 or 15 => Norm(),
        _ => $"Dropout({Pick("0.5", "0.25", "0")})",
    };

    private string End() => _random.Next(6) switch
    {
        0 => Pick("GlobalAvgPool", "GlobalMaxPool") + Loss(_channels),
        1 => $"Linear({Pick("10", "7", "33")}), ReLU, Linear(5){Loss(5)}",
        2 => $"Linear({_random.Next(2, 40)}, bias: false){Loss(2)}",
        3 => $"Linear(4), Softmax, CrossEntropy(labelSmoothing: 0.1{Pick("", ", ignore: 7, Weights = [1, 0, 0.5, 3]")})",
        _ => PixelCrossEntropy(),
    };

    private string PixelCrossEntropy()
    {
        int classes = Pick(2, 5, 11, 16, 33);
        string weights = string.Join(", ", Enumerable.Range(0, classes).Select(_ => Pick("1", "0.25", "4", "0")).Append("1").Skip(1));
        return $"Conv({classes}, 1), {Pick("", "Softmax, ")}PixelCrossEntropy(labelSmoothing: {Pick("0", "0.1")}{Pick("", ", ignore: 255", ", ignore: 0")}{Pick("", $", Weights = [{weights}]")})";
    }

    private string Loss(int channels) => channels > 1 && _random.Next(2) == 0 ? "" : ", MeanSquaredError";

    private string Conv()
    {
        int groups = Pick(1, 1, 1, 1, 2, _channels, Math.Max(1, _channels / 4));
        if (_channels % groups != 0)
            groups = 1;
        int channels = groups * (groups > 4 ? Pick(1, 2, _channels / groups) : Pick(1, 3, 6, 8, 16, 17, 32, 40));
        int dilation = Pick(1, 1, 1, 2), stride = Pick(1, 1, 1, 2, 3);
        if (_random.Next(5) == 0)
        {
            int same = Pick(1, 2, 3, 4, 5);
            _channels = channels;
            return $"Conv({channels}, {same}, padding: Padding.Same, dilation: {dilation}, groups: {groups})";
        }

        int padding = _random.Next(0, 3);
        int most = (((Math.Min(_height, _width) + (2 * padding)) - 1) / dilation) + 1;
        int kernel = _random.Next(1, Math.Min(5, most) + 1);
        _channels = channels;
        _height = ((_height + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;
        _width = ((_width + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1;
        return $"Conv({channels}, {kernel}, stride: {stride}, padding: {padding}, dilation: {dilation}, groups: {groups}, bias: {Pick("true", "false")})";
    }

    private string MaxPool() => "MaxPool(" + Pool() + ")";

    private string AvgPool() => "AvgPool(" + Pool() + Pick("", ", countPadding: false") + ")";

    private string Pool()
    {
        (int Kernel, int Stride, int Padding) rows = Side(Math.Min(_height, _width)), columns = rows;
        string sides = $"{rows.Kernel}, stride: {rows.Stride}, padding: {rows.Padding}";
        if (_random.Next(3) == 0)
        {
            (rows, columns) = (Side(_height), Side(_width));
            sides = $"[{rows.Kernel}, {columns.Kernel}], stride: [{rows.Stride}, {columns.Stride}], padding: [{rows.Padding}, {columns.Padding}]";
        }

        bool ceil = _random.Next(3) == 0;
        _height = Pooled(_height, rows, ceil);
        _width = Pooled(_width, columns, ceil);
        return $"{sides}, ceilMode: {(ceil ? "true" : "false")}";
    }

    /// <summary>A pooling's kernel, stride and padding along a side: a few pixels, or so many that padding makes up for most.</summary>
    private (int Kernel, int Stride, int Padding) Side(int size)
    {
        if (_random.Next(12) == 0)
        {
            int large = _random.Next(17, 21);
            return (large, _random.Next(0, large + 3), _random.Next((large - size + 1) / 2, (large / 2) + 1));
        }

        int kernel = _random.Next(1, Math.Min(4, size) + 1);
        return (kernel, Pick(0, 0, 1, 2, 3), _random.Next(0, (kernel / 2) + 1));
    }

    /// <summary>PyTorch's rule: a last window in ceil mode must begin inside the input or its left padding.</summary>
    private static int Pooled(int size, (int Kernel, int Stride, int Padding) side, bool ceil)
    {
        (int kernel, int stride, int padding) = side with { Stride = side.Stride == 0 ? side.Kernel : side.Stride };
        int count = (int)(ceil ? Math.Ceiling((size + (2 * padding) - kernel) / (double)stride) : Math.Floor((size + (2 * padding) - kernel) / (double)stride)) + 1;
        return ceil && (count - 1) * stride >= size + padding ? count - 1 : count;
    }

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];
}
