namespace CnnGen.Tests.Networks;

/// <summary>Layers that change a map's size beside convolutions and poolings. Maps stay small, so that chains of them do too.</summary>
internal sealed partial class RandomChains
{
    private const int Largest = 14;

    private bool IsSmall => Math.Max(_height, _width) <= Largest;

    private string Resampling() => _random.Next(6) switch
    {
        0 or 1 when IsSmall => ConvTranspose(),
        2 when IsSmall => Scaled("Upsample"),
        3 when IsSmall => Scaled("BedOfNails"),
        4 when IsSmall => Pad(),
        5 => Crop(),
        _ => Subsample(),
    };

    private string ConvTranspose()
    {
        int groups = Pick(1, 1, 1, 2, _channels);
        if (_channels % groups != 0)
            groups = 1;
        _channels = groups * (groups > 4 ? Pick(1, 2) : Pick(1, 3, 8, 17));
        int stride = Pick(1, 2, 2, 3), dilation = Pick(1, 1, 2), kernel = _random.Next(1, 6), outputPadding = _random.Next(Math.Max(stride, dilation));
        int rows = ((_height - 1) * stride) + (dilation * (kernel - 1)) + outputPadding + 1, columns = rows + ((_width - _height) * stride);
        int padding = _random.Next(Math.Min(3, ((Math.Min(rows, columns) - 1) / 2) + 1));
        (_height, _width) = (rows - (2 * padding), columns - (2 * padding));
        return $"ConvTranspose({_channels}, {kernel}, {stride}, {padding}, {outputPadding}, {dilation}, {groups}, bias: {Pick("true", "false")})";
    }

    private string Scaled(string layer)
    {
        int scale = Pick(1, 2, 2, 3);
        (_height, _width) = (_height * scale, _width * scale);
        return $"{layer}({scale})";
    }

    private string Pad()
    {
        (int top, int bottom, int left, int right) = (_random.Next(4), _random.Next(3), _random.Next(4), _random.Next(2));
        (_height, _width) = (_height + top + bottom, _width + left + right);
        return $"Pad({top}, {bottom}, {left}, {right})";
    }

    private string Crop()
    {
        int all = _random.Next(Math.Min(2, (Math.Min(_height, _width) - 1) / 2) + 1);
        (_height, _width) = (_height - (2 * all), _width - (2 * all));
        return $"Crop({all})";
    }

    private string Subsample()
    {
        int stride = Pick(1, 2, 3);
        _channels += Pick(0, 0, 1, 6, 16);
        (_height, _width) = ((_height + stride - 1) / stride, (_width + stride - 1) / stride);
        return $"Subsample({stride}, {_channels})";
    }
}
