using System.Globalization;

namespace CnnGen.Tests.Layers;

/// <summary>
/// Draws small networks around one layer: every argument over its whole range, channels around the vector's widths, maps of odd sizes down to a pixel;
/// as the first layer or behind one, before what may take it in or asks for a border.
/// </summary>
internal sealed partial class LayerSweep(int seed)
{
    /// <summary>The channels that layers have in turn: one, few, and around half a vector, a vector and two.</summary>
    public static readonly int[] Widths = [1, 3, 7, 8, 9, 17, 33];

    private readonly Random _random = new(seed);
    private int _drawn;
    private int _channels;
    private int _height;
    private int _width;

    /// <summary>The layers whose outputs are whole numbers when weights and images are.</summary>
    public static bool KeepsWholeNumbers(string kind) =>
        kind is "Conv" or "ConvTranspose" or "Linear" or "MaxPool" or "GlobalMaxPool" or "MaxUnpool" or "Upsample" or "BedOfNails" or "Pad" or "Crop" or "Subsample"
            or "Add" or "Concat" or "ReLU" or "MeanSquaredError";

    /// <summary>The declaration of a network around a layer.</summary>
    /// <param name="kind">The layer's name.</param>
    /// <param name="name">The class's name.</param>
    /// <param name="whole">Whether all layers, and the sums within them, shall keep whole numbers whole.</param>
    public string Draw(string kind, string name, bool whole)
    {
        int channels = Widths[_drawn++ % Widths.Length];
        bool first = kind == "Normalize" || IsJoin(kind) || _random.Next(3) == 0;
        _channels = first ? channels : Channels();
        (_height, _width) = (Pick(1, 1, 2, 3, 5, 6, 9), Pick(1, 2, 3, 5, 7, 10));
        if (_random.Next(6) == 0)
            _height = _width = 1;
        string accuracy = whole ? ", Accuracy = Accuracy.Balanced" : "";
        string head = string.Create(CultureInfo.InvariantCulture, $"[CnnModel({_channels}, {_height}, {_width}{accuracy})]\n");
        if (IsJoin(kind))
            return $"{head}public partial class {name}\n{{\n{Stages(kind, whole)}}}\n";
        string before = first ? "" : $"Conv({_channels = channels}, {Pick("1", "3, padding: 1, bias: false")}), ";
        string layer = Layer(kind);
        return $"{head}[{before}{layer}{(IsEnd(kind) ? "" : After(whole) + ", MeanSquaredError")}]\npublic partial class {name};\n";
    }

    private static bool IsEnd(string kind) => kind is "CrossEntropy" or "PixelCrossEntropy" or "Softmax" or "MeanSquaredError";

    private static bool IsJoin(string kind) => kind is "Add" or "Concat" or "MaxUnpool";

    private string After(bool whole) => _random.Next(6) switch
    {
        0 => ", ReLU",
        1 => ", Conv(3, 1)",
        2 => ", Conv(5, 3, padding: 1)",
        3 when !whole => Pick(", LeakyReLU(0.2)", ", Tanh", ", Sigmoid"),
        4 when !whole => ", GELU, Conv(2, 1)",
        5 => ", ReLU, MaxPool(1)",
        _ => "",
    };

    private string Layer(string kind) => kind switch
    {
        "Normalize" => _random.Next(2) == 0 ? "Normalize(0.4, 0.3), Conv(3, 1)" : $"Normalize([{Values(0.5)}], [{Values(0.3)}]), Conv(5, 3, padding: 1)",
        "Conv" => Conv(),
        "ConvTranspose" => ConvTranspose(),
        "Linear" => $"Linear({Channels()}, bias: {Pick("true", "false")})",
        "BatchNorm" => $"BatchNorm({Pick("", "momentum: 0.4", "epsilon: 0.01", "momentum: 1", "momentum: 0")})",
        "LayerNorm" or "InstanceNorm" or "GroupNorm" or "LocalResponseNorm" => Norm(kind),
        "LeakyReLU" => $"LeakyReLU({Pick("0.2", "0.01", "0", "0.9")})",
        "MaxPool" => $"MaxPool({Pool(largest: 24)})",
        "AvgPool" => $"AvgPool({Pool(largest: 10)}, countPadding: {Pick("true", "false")})",
        "Upsample" or "BedOfNails" => $"{kind}({Pick(1, 2, 3, 4)})",
        "Pad" => Pick($"Pad({_random.Next(4)})", $"Pad({_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)}, {_random.Next(4)})"),
        "Crop" => Crop(),
        "Subsample" => $"Subsample({Pick(1, 2, 3, 11)}, {_channels + Pick(0, 1, 7, 8, 16, 30)})",
        "Dropout" or "ChannelDropout" => $"{kind}({Pick("0.5", "0.1", "0", "0.9")})",
        "Softmax" => Pick("Linear(5), Softmax", "Linear(17), Softmax, CrossEntropy", $"Conv({Channels()}, 1), Softmax, PixelCrossEntropy"),
        "CrossEntropy" => $"Linear({Channels()}), CrossEntropy({Pick("0", "0.2")}{Pick("", ", ignore: 0", ", ignore: 255")})",
        "PixelCrossEntropy" => $"PixelCrossEntropy({Pick("0", "0.2")}{Pick("", ", ignore: 0", ", ignore: 255", $", Weights = [{Values(0.7)}]")})",
        _ => kind,
    };

    private string Conv()
    {
        (int groups, int channels) = Groups();
        int dilation = Pick(1, 1, 2, 3);
        if (_random.Next(5) == 0)
            return $"Conv({channels}, {Pick(1, 2, 3, 4, 5)}, padding: Padding.Same, dilation: {dilation}, groups: {groups})";

        // As large as the padded map at the most, and windows that see nothing but padding.
        int smallest = Math.Min(_height, _width);
        int kernel = _random.Next(3) == 0 ? (smallest + dilation - 1) / dilation : _random.Next(1, 6);
        int extent = (dilation * (kernel - 1)) + 1, least = Math.Max(0, (extent - smallest + 1) / 2);
        int padding = Math.Max(least, _random.Next(2) == 0 ? _random.Next(extent + 1) : 0);
        return $"Conv({channels}, {kernel}, {_random.Next(1, kernel + 3)}, {padding}, {dilation}, {groups}, bias: {Pick("true", "false")})";
    }

    private string ConvTranspose()
    {
        (int groups, int channels) = Groups();
        int kernel = _random.Next(1, 6), stride = _random.Next(1, kernel + 3), dilation = Pick(1, 1, 2, 3), extent = (dilation * (kernel - 1)) + 1;
        int outputPadding = Pick(0, _random.Next(Math.Max(stride, dilation)));
        int smallest = ((Math.Min(_height, _width) - 1) * stride) + extent + outputPadding;
        int padding = _random.Next(Math.Min(extent + 1, (smallest + 1) / 2));
        return $"ConvTranspose({channels}, {kernel}, {stride}, {padding}, {outputPadding}, {dilation}, {groups}, bias: {Pick("true", "false")})";
    }

    /// <summary>One group, a few, those that share a vector or are expanded, or one for each channel; and output channels that they divide, as many as inputs among others.</summary>
    private (int Groups, int Channels) Groups()
    {
        int[] divisors = [.. Enumerable.Range(2, 40).Where(groups => _channels % groups == 0)];
        int[] narrow = [.. divisors.Where(groups => _channels / groups is 2 or 3 or 4 or 8)];
        int groups = divisors.Length == 0 || _random.Next(2) == 0 ? 1 : Pick(Pick(divisors), narrow.Length == 0 ? _channels : Pick(narrow), _channels);
        return (groups, groups == 1 ? Channels() : groups * Pick(1, 2, 3, _channels / groups, _channels / groups));
    }

    private string Pool(int largest)
    {
        bool isLarge = _random.Next(6) == 0;
        (int kernel, int stride, int padding) = Side(Math.Min(_height, _width));
        string sides = $"{kernel}, stride: {stride}, padding: {padding}";
        if (_random.Next(2) == 0)
        {
            (kernel, stride, padding) = Side(_height);
            (int columns, int columnStride, int columnPadding) = Side(_width);
            sides = $"[{kernel}, {columns}], stride: [{stride}, {columnStride}], padding: [{padding}, {columnPadding}]";
        }

        return $"{sides}, ceilMode: {Pick("true", "false")}";

        // As large as the map, a few pixels, or as large as can be: padding may be half of the kernel, so there is always one that is enough.
        (int Kernel, int Stride, int Padding) Side(int size)
        {
            int kernel = isLarge ? _random.Next(2 * largest / 3, largest + 1) : _random.Next(3) == 0 ? size : _random.Next(1, 5);
            int padding = Math.Max((kernel - size + 1) / 2, _random.Next(2) == 0 ? _random.Next((kernel / 2) + 1) : 0);
            return (kernel, _random.Next(0, kernel + 3), padding);
        }
    }

    private string Crop()
    {
        int top = _random.Next(_height), bottom = _random.Next(_height - top), left = _random.Next(_width), right = _random.Next(_width - left);
        return Pick($"Crop({_random.Next((Math.Min(_height, _width) + 1) / 2)})", $"Crop({top}, {bottom}, {left}, {right})");
    }

    private string Values(double around) => string.Join(", ", Enumerable.Range(0, _channels).Select(_ => Number(around * (0.5 + _random.NextDouble()))));

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private int Channels() => Pick(Widths);

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];
}
