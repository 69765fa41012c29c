using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Draws grey images with characters. A character is twice as high as wide, so each stands for two rows.</summary>
internal static class Picture
{
    private const string Shades = " ░▒▓█";

    /// <summary>Each character is a half block: its foreground is the upper pixel, its background the lower.</summary>
    public static IRenderable InGreys(ReadOnlySpan<float> image, int height, int width)
    {
        Paragraph text = new();
        for (int row = 0; row + 1 < height; row += 2)
        {
            for (int column = 0; column < width; column++)
                text.Append("▀", new Style(Grey(image[(row * width) + column]), Grey(image[((row + 1) * width) + column])));
            text.Append("\n");
        }

        return text;
    }

    /// <summary>Each character shades the mean of two pixels; works without colours.</summary>
    public static IRenderable InShades(ReadOnlySpan<float> image, int height, int width)
    {
        StringBuilder text = new();
        for (int row = 0; row + 1 < height; row += 2)
        {
            for (int column = 0; column < width; column++)
            {
                float mean = (image[(row * width) + column] + image[((row + 1) * width) + column]) / 2;
                text.Append(Shades[Math.Min((int)(mean * Shades.Length), Shades.Length - 1)]);
            }

            text.Append('\n');
        }

        return new Text(text.ToString());
    }

    private static Color Grey(float pixel)
    {
        byte level = (byte)(pixel * byte.MaxValue);
        return new Color(level, level, level);
    }
}
