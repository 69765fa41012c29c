using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>Windows as English and as C#.</summary>
internal static class WindowText
{
    public static string Describe(Window window)
    {
        string text = "";
        if (window.Stride != 1)
            text += $", stride {window.Stride}";
        if (window.PaddingBefore != window.PaddingAfter)
            text += $", padding {window.PaddingBefore} before and {window.PaddingAfter} after";
        else if (window.PaddingBefore != 0)
            text += $", padding {window.PaddingBefore}";
        if (window.Dilation != 1)
            text += $", dilation {window.Dilation}";
        return text;
    }

    public static string Describe(RectangularWindow window)
    {
        (Window rows, Window columns) = window;
        if (window.IsSquare)
            return Describe(rows);
        string text = "";
        if (rows.Stride != 1 || columns.Stride != 1)
            text += $", stride {rows.Stride}x{columns.Stride}";
        if (rows.PaddingBefore != 0 || columns.PaddingBefore != 0)
            text += $", padding {rows.PaddingBefore}x{columns.PaddingBefore}";
        return text;
    }

    public static string Size(RectangularWindow window) => $"{window.Rows.Kernel}x{window.Columns.Kernel}";

    /// <summary>The arguments of a kernel that takes one window, or one for the rows and one for the columns.</summary>
    public static string Code(RectangularWindow window) =>
        window.IsSquare ? Code(window.Rows) : $"rows: {Code(window.Rows)}, columns: {Code(window.Columns)}";

    public static string Code(Window window)
    {
        string text = $"new({window.Kernel}";
        if (window.Stride != 1)
            text += $", Stride: {window.Stride}";
        if (window.PaddingBefore != 0)
            text += $", PaddingBefore: {window.PaddingBefore}";
        if (window.PaddingAfter != 0)
            text += $", PaddingAfter: {window.PaddingAfter}";
        if (window.Dilation != 1)
            text += $", Dilation: {window.Dilation}";
        return text + ")";
    }
}
