namespace CnnGen.Kernels;

/// <summary>A grid of pixels in an arena: where it starts and how far its samples, rows and columns lie apart, in floats.</summary>
internal readonly record struct Positions(nint Origin, nint SampleStep, nint RowStep, nint ColumnStep)
{
    /// <summary>All pixels of a map.</summary>
    public static Positions Of(Map map) => new(map.Origin, map.SampleStride, map.RowStride, map.PixelStride);

    /// <summary>Floats from the start of the memory to a pixel.</summary>
    public nint Offset(int sample, int row, int column) => Origin + (sample * SampleStep) + (row * RowStep) + (column * ColumnStep);

    /// <summary>Whether rows of so many columns follow one another without a gap.</summary>
    public bool IsGapless(int columns) => RowStep == columns * ColumnStep;

    /// <summary>Of single pixels, those of all samples as the columns of one row.</summary>
    public Positions AcrossSamples => this with { ColumnStep = SampleStep };

    /// <summary>Every other column: the left one of each pair.</summary>
    public Positions OfPairs => this with { ColumnStep = 2 * ColumnStep };

    /// <summary>Every <paramref name="stride"/>-th pixel, from (<paramref name="row"/>, <paramref name="column"/>) on.</summary>
    public Positions Every(int stride, nint row, nint column) =>
        new(Origin + (row * RowStep) + (column * ColumnStep), SampleStep, stride * RowStep, stride * ColumnStep);
}

/// <summary>
/// Which pixels a kernel visits: rows and columns of a sample. Neighbouring rows become one where both sides lie without gaps;
/// single pixels become columns of one row across samples.
/// </summary>
internal readonly record struct Extent(int Rows, int Columns, bool SamplesAreColumns)
{
    /// <param name="rows">Rows of a sample.</param>
    /// <param name="columns">Columns of a sample.</param>
    /// <param name="input">Pixels read.</param>
    /// <param name="output">Pixels written.</param>
    /// <param name="keepRows">Whether rows must stay apart.</param>
    public static (Extent Extent, Positions Input, Positions Output) Merge(int rows, int columns, Positions input, Positions output, bool keepRows = false)
    {
        if (rows == 1 && columns == 1)
            return (new Extent(1, 1, SamplesAreColumns: true), input.AcrossSamples, output.AcrossSamples);
        bool gapless = !keepRows && input.IsGapless(columns) && output.IsGapless(columns);
        return (gapless ? new Extent(1, rows * columns, false) : new Extent(rows, columns, false), input, output);
    }
}

/// <summary>Runs of neighbouring floats that each output sums over: offsets of the runs from the pixel, all of one length.</summary>
internal readonly record struct Runs(int[] Offsets, int Length)
{
    /// <summary>Joins runs that touch: the columns of a kernel row become one run where a pixel has no gap to the next.</summary>
    public static Runs Join(int[] offsets, int length)
    {
        int joined = offsets.Length;
        for (; joined > 1; joined--)
        {
            if (offsets.Length % joined == 0 && Touch(offsets, length, joined))
                break;
        }

        if (joined <= 1)
            return new Runs(offsets, length);
        int[] starts = new int[offsets.Length / joined];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = offsets[i * joined];
        return new Runs(starts, joined * length);
    }

    private static bool Touch(int[] offsets, int length, int joined)
    {
        for (int i = 0; i < offsets.Length; i++)
        {
            if (i % joined != 0 && offsets[i] != offsets[i - 1] + length)
                return false;
        }

        return true;
    }
}
