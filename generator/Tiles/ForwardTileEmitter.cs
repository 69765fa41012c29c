using CnnGen.Generator.Emit;
using static CnnGen.Generator.Tiles.TileEmitter;

namespace CnnGen.Generator.Tiles;

/// <summary>
/// Writes the body of a forward tile: y[row][lane] = activation(bias[lane] + added[row][lane] + sum over taps and k of x[row][tap + k] * w[tap, k][lane]).
/// Depthwise a lane takes x[row][tap + lane], in groups of n channels x[row][tap + k + lane - lane % n].
/// </summary>
internal static class ForwardTileEmitter
{
    /// <summary>Row addresses are kept for every third row; the two between are reached by index registers.</summary>
    private const int RowsPerPointer = 3;

    private static readonly string[] RowOffsets = ["0", "step", "step2"];

    public static void Emit(SourceWriter writer, TileFamily family, int rows, int vectors, LaneInputs inputs)
    {
        if (MayAsk(vectors, inputs))
        {
            writer.Line("float* next = tile->Next, nextEnd = tile->NextEnd;");
            writer.Line("nint nextStep = tile->NextStep, nextShare = tile->NextShare;");
        }

        writer.Line("nint step = tile->PixelStep, step2 = 2 * step, weightStride = tile->WeightStride, outputStep = tile->OutputStep;");
        ForAll(rows, vectors, (r, v) => writer.Line(
            $"{family.Vector}<float> acc{r}x{v} = {(r == 0 ? $"{family.Vector}.Load(bias + {v * family.Lanes})" : $"acc0x{v}")};"));
        writer.Line("float* added = tile->Added;");
        using (writer.Block("if (added != null)"))
        {
            writer.Line("nint addedStep = tile->AddedStep;");
            ForAll(rows, vectors, (r, v) => writer.Line(
                $"acc{r}x{v} += {family.Vector}.Load(added + {v * family.Lanes});{(v == vectors - 1 && r < rows - 1 ? " added += addedStep;" : "")}"));
        }

        if (inputs == LaneInputs.OfGroup)
            writer.Line($"{family.LaneNumbers} firstLanes = FirstLanes(tile->GroupWidth);");
        writer.Line("int* tap = tile->Taps, lastTap = tap + tile->TapCount;");
        using (writer.Block("for (; tap < lastTap; tap++)"))
        {
            writer.Line("float* x0 = x + *tap;");
            for (int r = RowsPerPointer; r < rows; r += RowsPerPointer)
                writer.Line($"float* x{r} = x{r - RowsPerPointer} + step + step2;");
            EmitRun(writer, family, rows, vectors, inputs);
        }

        EmitStores(writer, family, rows, vectors);
    }

    /// <summary>Whether a tile may ask for the next weights: one of a single vector has no load to spare, and in groups there are few weights.</summary>
    private static bool MayAsk(int vectors, LaneInputs inputs) => inputs == LaneInputs.Shared && vectors > 1;

    /// <summary>Adds the products of a run: depthwise of one row of weights, else of one for each of its inputs.</summary>
    private static void EmitRun(SourceWriter writer, TileFamily family, int rows, int vectors, LaneInputs inputs)
    {
        if (inputs == LaneInputs.Own)
        {
            EmitProducts(writer, family, rows, vectors, inputs);
            return;
        }

        if (inputs == LaneInputs.OfGroup)
            writer.Line($"{family.LaneNumbers} lanes = firstLanes;");
        if (!MayAsk(vectors, inputs))
        {
            EmitRows(writer, family, rows, vectors, inputs, asks: false);
            return;
        }

        using (writer.Block("if (nextStep == 0)"))
            EmitRows(writer, family, rows, vectors, inputs, asks: false);
        using (writer.Block("else"))
            EmitRows(writer, family, rows, vectors, inputs, asks: true);
    }

    /// <summary>Adds the products of a run's rows of weights, and asks for the next weights or not.</summary>
    private static void EmitRows(SourceWriter writer, TileFamily family, int rows, int vectors, LaneInputs inputs, bool asks)
    {
        using (writer.Block("for (nint k = tile->RunLength; k != 0; k--)"))
        {
            EmitProducts(writer, family, rows, vectors, inputs);
            if (asks)
            {
                writer.Line("Simd.Prefetch.Line(next);");
                writer.Line("next += nextStep;");
                using (writer.Block("if (next >= nextEnd)"))
                    writer.Line("next -= nextShare;");
            }

            if (inputs == LaneInputs.OfGroup)
                writer.Line("lanes = NextLanes(lanes);");
            for (int r = 0; r < rows && inputs == LaneInputs.Shared; r += RowsPerPointer)
                writer.Line($"x{r}++;");
        }
    }

    /// <summary>Adds the products of one row of weights.</summary>
    private static void EmitProducts(SourceWriter writer, TileFamily family, int rows, int vectors, LaneInputs inputs)
    {
        for (int v = 0; v < vectors; v++)
            writer.Line($"{family.Vector}<float> b{v} = {family.Vector}.Load(w + {v * family.Lanes});");
        for (int r = 0; r < rows; r++)
        {
            (string pointer, string offset) = ($"x{r / RowsPerPointer * RowsPerPointer}", RowOffsets[r % RowsPerPointer]);
            if (inputs == LaneInputs.Shared)
                writer.Line($"{family.Vector}<float> a{r} = {family.Vector}.Create({pointer}[{offset}]);");
            for (int v = 0; v < vectors; v++)
            {
                string own = $"{family.Vector}.Load({pointer} + {offset} + {v * family.Lanes})";
                string input = inputs switch
                {
                    LaneInputs.Shared => $"a{r}",
                    LaneInputs.Own => own,
                    _ => $"Permute({own}, lanes)",
                };
                writer.Line($"acc{r}x{v} = {family.MultiplyAdd}({input}, b{v}, acc{r}x{v});");
            }
        }

        writer.Line("w += weightStride;");
    }

    private static void EmitStores(SourceWriter writer, TileFamily family, int rows, int vectors)
    {
        using (writer.Block("if (tile->Activation == TileActivation.ReLU)"))
            ForAll(rows, vectors, (r, v) => writer.Line($"acc{r}x{v} = Max0(acc{r}x{v});"));
        using (writer.Block("else if (tile->Activation == TileActivation.LeakyReLU)"))
        {
            writer.Line($"{family.Vector}<float> slope = {family.Vector}.Create(tile->Slope);");
            ForAll(rows, vectors, (r, v) => writer.Line($"acc{r}x{v} = Leaky(acc{r}x{v}, slope);"));
        }

        ForAll(rows, vectors, (r, v) => writer.Line(
            $"acc{r}x{v}.Store(y + {v * family.Lanes});{(v == vectors - 1 && r < rows - 1 ? " y += outputStep;" : "")}"));
    }
}
