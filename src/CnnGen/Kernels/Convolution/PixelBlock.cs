namespace CnnGen.Kernels;

/// <summary>
/// Some samples, rows and columns of two maps that tiles pass over one after the other, each reading its sums and writing them: so few that their pixels stay in
/// the second-level cache, which the sums pass through, and the more the more sums there are.
/// </summary>
internal readonly record struct PixelBlock(int Samples, int Rows, int Columns)
{
    /// <summary>Floats of both maps that a block takes for as many sums, unless a single row of it is larger: at the least and at the most.</summary>
    private const int LeastFloats = 64 * 1024, MostFloats = 256 * 1024;

    /// <summary>Pixels of a row that is cut, at the least.</summary>
    private const int LeastColumns = 64;

    /// <summary>The blocks of a kernel's pixels; a row whose columns are samples is not cut, since each passes over all sums, which are many more then.</summary>
    public static PixelBlock Of(Extent extent, Positions input, Positions gradient, int sums)
    {
        if (extent.SamplesAreColumns)
            return new PixelBlock(Samples: 1, Rows: 1, Columns: int.MaxValue);
        nint most = Math.Clamp(sums, LeastFloats, MostFloats), pixel = input.ColumnStep + gradient.ColumnStep;
        nint row = extent.Rows == 1 ? extent.Columns * pixel : input.RowStep + gradient.RowStep;
        nint samples = Math.Max(1, most / (extent.Rows * row)), rows = Math.Clamp(most / row, 1, extent.Rows);
        nint columns = row <= most ? extent.Columns : Math.Clamp(most / pixel, Math.Min(LeastColumns, extent.Columns), extent.Columns);
        return new PixelBlock((int)samples, (int)rows, (int)columns);
    }
}
