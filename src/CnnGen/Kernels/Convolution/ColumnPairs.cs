namespace CnnGen.Kernels;

/// <summary>
/// Two neighbouring output columns, of half a vector's lanes each, as one of a whole vector: its filters reach over both windows, and a pixel that lies in both is
/// multiplied once. A 5x5 convolution takes 30 multiply-adds of a vector for two columns instead of 25 of half a vector for each, which take as long.
/// </summary>
/// <remarks>
/// A column's weights are zero where the window of the other one alone reaches, so sums are the same to the bit, but a pixel that is infinite or NaN is seen by
/// the neighbours of its windows too.
/// </remarks>
internal sealed unsafe class ColumnPairs
{
    /// <summary>For each tap of a pair which one it is of the left column's, and of the right one's: -1 where it is none.</summary>
    private readonly (int Left, int Right)[] _halves;
    private readonly int _inputs;

    private ColumnPairs(Taps taps, (int Left, int Right)[] halves, int inputs)
    {
        Taps = taps;
        _halves = halves;
        _inputs = inputs;
    }

    /// <summary>The taps of both columns, counted from the left one's pixel.</summary>
    public Taps Taps { get; }

    /// <summary>The pairs of a convolution's output, or null where single columns take no longer.</summary>
    /// <param name="columns">Columns of the output.</param>
    /// <param name="input">The pixel that each output's taps are counted from.</param>
    /// <param name="output">The output pixels.</param>
    /// <param name="added">The pixels of what is added to them.</param>
    /// <param name="taps">The taps of one output.</param>
    /// <param name="panels">The filters' panels.</param>
    public static ColumnPairs? Of(int columns, Positions input, Positions output, Positions added, Taps taps, FilterPanel[] panels)
    {
        bool areHalves = panels is [{ Lanes: Map.HalfVector, OfGroups: false }];
        bool touch = output.ColumnStep == Map.HalfVector && added.ColumnStep == Map.HalfVector && columns % 2 == 0 && columns > 2;
        return Simd.Width.Is512 && areHalves && touch ? Overlapping(taps, (int)input.ColumnStep, panels[0].Inputs) : null;
    }

    /// <summary>Rearranges packed filters in place, from [tap][input][lane] of one column to the same of a pair.</summary>
    public void Widen(float* weights)
    {
        // From the last on: a row of a pair never lies before the rows that it is made of.
        for (int row = (_halves.Length * _inputs) - 1; row >= 0; row--)
        {
            (int tap, int input) = Math.DivRem(row, _inputs);
            float* pair = weights + (row * Map.Vector);
            CopyHalf(weights, _halves[tap].Right, input, pair + Map.HalfVector);
            CopyHalf(weights, _halves[tap].Left, input, pair);
        }
    }

    /// <summary>The gradient of filters from that of a pair's: each tap's sums over left and over right columns.</summary>
    public void Fold(float* pairs, float* gradient)
    {
        // A tap comes as the left column's before it comes as the right one's.
        for (int row = 0; row < _halves.Length * _inputs; row++, pairs += Map.Vector)
        {
            (int tap, int input) = Math.DivRem(row, _inputs);
            (int left, int right) = _halves[tap];
            for (int lane = 0; lane < Map.HalfVector && left >= 0; lane++)
                gradient[Row(left, input) + lane] = pairs[lane];
            for (int lane = 0; lane < Map.HalfVector && right >= 0; lane++)
                gradient[Row(right, input) + lane] += pairs[Map.HalfVector + lane];
        }
    }

    /// <summary>Writes a column's floats for each lane twice.</summary>
    public static float* Twice(float* lanes, float* pair)
    {
        for (int lane = 0; lane < Map.HalfVector; lane++)
            pair[lane] = pair[lane + Map.HalfVector] = lanes[lane];
        return pair;
    }

    private static ColumnPairs? Overlapping(Taps taps, int step, int inputs)
    {
        SortedDictionary<(int Row, int Offset), (int Left, int Right)> both = [];
        for (int tap = 0; tap < taps.Count; tap++)
            both[(RowOf(tap), taps.Offsets[tap])] = (tap, -1);
        for (int tap = 0; tap < taps.Count; tap++)
        {
            (int, int) place = (RowOf(tap), taps.Offsets[tap] + step);
            both[place] = (both.TryGetValue(place, out (int Left, int Right) half) ? half.Left : -1, tap);
        }

        if (both.Count == 2 * taps.Count)
            return null;
        int[] offsets = [.. both.Keys.Select(place => place.Offset)], rows = taps.Rows.Length == 0 ? [] : [.. both.Keys.Select(place => place.Row)];
        return new ColumnPairs(taps with { Offsets = offsets, Rows = rows }, [.. both.Values], inputs);

        int RowOf(int tap) => taps.Rows.Length == 0 ? 0 : taps.Rows[tap];
    }

    /// <summary>Floats from the first row of a column's filters to another.</summary>
    private int Row(int tap, int input) => ((tap * _inputs) + input) * Map.HalfVector;

    private void CopyHalf(float* weights, int tap, int input, float* half)
    {
        Span<float> target = new(half, Map.HalfVector);
        if (tap < 0)
            target.Clear();
        else
            new ReadOnlySpan<float>(weights + Row(tap, input), Map.HalfVector).CopyTo(target);
    }
}
