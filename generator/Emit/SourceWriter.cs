using System.Globalization;
using System.Text;

namespace CnnGen.Generator.Emit;

/// <summary>Writes indented C# with <c>\n</c> line ends. Numbers go through <see cref="Text"/> so that no culture shows.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes each line of <paramref name="lines"/> at the current depth; an empty string writes a blank line.</summary>
    public SourceWriter Line(string lines = "")
    {
        foreach (string line in lines.Split('\n'))
        {
            string content = line.TrimEnd('\r');
            if (content.Length > 0)
                _text.Append(' ', 4 * _depth).Append(content);
            _text.Append('\n');
        }

        return this;
    }

    /// <summary>Writes <paramref name="header"/> and an opening brace; disposing writes the closing one.</summary>
    public Closer Block(string header, string end = "}")
    {
        if (header.Length > 0)
            Line(header);
        Line("{");
        _depth++;
        return new Closer(this, end);
    }

    /// <summary>Indents until disposed, for continued expressions.</summary>
    public Closer Indent()
    {
        _depth++;
        return new Closer(this, null);
    }

    /// <summary>An XML documentation comment of one element.</summary>
    public SourceWriter Summary(string text) => Line($"/// <summary>{text}</summary>");

    public override string ToString() => _text.ToString();

    internal readonly struct Closer(SourceWriter writer, string? end) : System.IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (end is not null)
                writer.Line(end);
        }
    }
}

/// <summary>Literals as a person would write them, in the invariant culture.</summary>
internal static class Text
{
    /// <summary>A whole number, with <c>_</c> between thousands from 10,000 on.</summary>
    public static string Literal(long value) =>
        value is > -10_000 and < 10_000
            ? value.ToString(CultureInfo.InvariantCulture)
            : value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '_');

    /// <summary>A float in its shortest form that reads back equal.</summary>
    public static string Literal(float value)
    {
        string digits = value.ToString("R", CultureInfo.InvariantCulture);
        return (float.Parse(digits, CultureInfo.InvariantCulture) == value ? digits : value.ToString("G9", CultureInfo.InvariantCulture)) + "f";
    }

    /// <summary>A whole number for a reader, with commas.</summary>
    public static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Literal(bool value) => value ? "true" : "false";
}
