using System;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>Zero borders that a sliding window over <c>input</c>, with one place for each pixel of <c>output</c>, asks for.</summary>
internal static class WindowBorders
{
    /// <summary>The border of the input that the windows reach into.</summary>
    public static Border Border(this Window window, Shape input, Shape output) => new(
        window.PaddingBefore,
        window.BorderAfter(input.Height, output.Height),
        Math.Max(window.PaddingBefore, window.BorderAfter(input.Width, output.Width)));

    /// <summary>The border of the output, or its gradient, that turned filters reach into.</summary>
    public static Border TurnedBorder(this Window window, Shape input, Shape output)
    {
        (int top, int bottom) = window.GradientBorder(input.Height, output.Height);
        (int left, int right) = window.GradientBorder(input.Width, output.Width);
        return new Border(top, bottom, Math.Max(left, right));
    }
}
