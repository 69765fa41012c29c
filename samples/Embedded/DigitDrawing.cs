using CnnGen.Data;

namespace Embedded;

/// <summary>
/// Draws digits as strokes of a pen, at random places, sizes, slants and widths over noise. Image n of a seed is the same on every machine: random
/// numbers are counted, and the arithmetic keeps to what IEEE 754 rounds exactly.
/// </summary>
internal static class DigitDrawing
{
    /// <summary>Pixels across and down.</summary>
    public const int Size = 20;

    /// <summary>Pixels of an image.</summary>
    public const int Pixels = Size * Size;

    /// <summary>Width and height of the grid on which strokes are given.</summary>
    private const double GridWidth = 4, GridHeight = 6;

    /// <summary>Strokes by digit: columns and rows of the grid's points, joined by lines.</summary>
    private static readonly string[] Strokes =
    [
        "10 30 41 45 36 16 05 01 10",
        "11 20 26",
        "01 10 30 41 42 06 46",
        "00 40 22 32 43 45 36 16 05",
        "36 30 04 44",
        "40 00 02 32 43 45 36 16 05",
        "31 20 10 02 05 16 36 45 43 32 12 03",
        "00 40 16",
        "12 01 10 30 41 32 12 03 05 16 36 45 43 32",
        "15 26 36 44 41 30 10 01 03 14 34 43",
    ];

    /// <summary>Draws digit <paramref name="digit"/> as NCHW floats, 0 to 1.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="seed">Seed of all images.</param>
    /// <param name="image">Number of this one.</param>
    /// <param name="pixels"><see cref="Pixels"/> numbers, overwritten.</param>
    public static void Draw(int digit, int seed, int image, Span<float> pixels)
    {
        CounterRandom random = new(seed, stream: image);
        double height = random.NextBetween(10, 15), width = height * random.NextBetween(0.45, 0.7), slant = random.NextBetween(-0.2, 0.3);
        double top = random.NextBetween(1.5, Size - 1.5 - height), left = random.NextBetween(2, Size - 2 - width);
        double pen = random.NextBetween(0.5, 1.1), ink = random.NextBetween(0.5, 0.9), noise = random.NextBetween(0, 0.15);

        ReadOnlySpan<char> stroke = Strokes[digit];
        pixels.Clear();
        Point from = At(stroke);
        for (int next = 3; next < stroke.Length; next += 3)
        {
            Point to = At(stroke[next..]);
            DrawLine(from, to, pen, ink, pixels);
            from = to;
        }

        foreach (ref float pixel in pixels)
            pixel = (float)Math.Clamp(pixel + random.NextBetween(0, noise), 0, 1);

        Point At(ReadOnlySpan<char> point)
        {
            double x = (point[0] - '0') / GridWidth, y = (point[1] - '0') / GridHeight;
            return new(left + (width * x) + (slant * height * (0.5 - y)), top + (height * y));
        }
    }

    private static void DrawLine(Point from, Point to, double pen, double ink, Span<float> pixels)
    {
        double x = to.X - from.X, y = to.Y - from.Y, scale = 1 / ((x * x) + (y * y));
        for (int i = 0; i < pixels.Length; i++)
        {
            double right = (i % Size) + 0.5 - from.X, down = (i / Size) + 0.5 - from.Y;
            double share = Math.Clamp(((right * x) + (down * y)) * scale, 0, 1);
            double across = right - (share * x), along = down - (share * y);
            double cover = Math.Clamp(0.5 + pen - Math.Sqrt((across * across) + (along * along)), 0, 1);
            pixels[i] = Math.Max(pixels[i], (float)(cover * ink));
        }
    }

    private readonly record struct Point(double X, double Y);
}
