namespace CnnGen.Parameters;

/// <summary>
/// The filters of a transposed convolution that upsamples each channel to itself: <c>w[c, c, u, v] = t(u) * t(v)</c> with the triangle
/// <c>t(u) = 1 - |u - center| / radius</c> (Long et al. 2015), and zero between channels. With stride s, a kernel of
/// 2s - s % 2 and a padding of s / 2 rounded down it is bilinear upsampling by s.
/// </summary>
/// <param name="Kernel">Rows and columns of a filter; 0 for zeros everywhere.</param>
/// <param name="Channels">Channels of a group, inputs and outputs alike.</param>
internal readonly record struct BilinearFilter(int Kernel, int Channels)
{
    /// <summary>One element of a weight in the order [input channel, channel of the group, row, column].</summary>
    public float At(int element)
    {
        if (Kernel == 0)
            return 0;
        int column = element % Kernel, row = element / Kernel % Kernel, filter = element / Kernel / Kernel;
        int output = filter % Channels, input = filter / Channels;
        return input % Channels == output ? Triangle(row) * Triangle(column) : 0;
    }

    /// <summary>Highest at the middle: a tap of an odd kernel, between two taps of an even one.</summary>
    private float Triangle(int tap)
    {
        int radius = (Kernel + 1) / 2;
        float center = (Kernel - 1) / 2f;
        return 1 - (Math.Abs(tap - center) / radius);
    }
}
