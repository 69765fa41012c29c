using CnnGen.Generator.Emit;
using static CnnGen.Generator.Tiles.TileEmitter;

namespace CnnGen.Generator.Tiles;

/// <summary>
/// Writes the body of a gradient tile: dw[row][lane] (+)= sum over pixels of x[pixel][row] * dy[pixel][lane]. In groups of n channels a row is a tap
/// and one of n inputs k, dw[tap, k][lane] (+)= sum of x[pixel + tap][k + lane - lane % n] * dy[pixel][lane].
/// </summary>
internal static class GradientTileEmitter
{
    /// <summary>Sums that depend on nothing but themselves and keep two multiply-add units busy, each of four cycles.</summary>
    private const int ChainsInFlight = 8;

    /// <param name="writer">Takes the text.</param>
    /// <param name="family">Width of the vectors.</param>
    /// <param name="inputs">Inputs of a pixel, or in groups taps.</param>
    /// <param name="vectors">Vectors of lanes.</param>
    /// <param name="groupWidth">Channels of a group that shares the lanes with others; 0 where all lanes see the same inputs.</param>
    public static void Emit(SourceWriter writer, TileFamily family, int inputs, int vectors, int groupWidth)
    {
        int rows = groupWidth == 0 ? inputs : inputs * groupWidth;
        writer.Line("nint weightStride = tile->WeightStride, pixelStep = tile->PixelStep, gradientStep = tile->GradientStep;");
        ForAll(rows, vectors, (r, v) => writer.Line($"{family.Vector}<float> acc{r}x{v} = {family.Vector}<float>.Zero;"));
        using (writer.Block("if (tile->Accumulate)"))
        {
            writer.Line("float* sum = dw;");
            ForAll(rows, vectors, (r, v) => writer.Line(
                $"acc{r}x{v} = {family.Vector}.Load(sum + {v * family.Lanes});{(v == vectors - 1 && r < rows - 1 ? " sum += weightStride;" : "")}"));
        }

        if (groupWidth > 0)
            writer.Line("nint inputStep = tile->InputStep;");
        for (int k = 0; k < groupWidth && groupWidth > 1; k++)
            writer.Line($"{family.LaneNumbers} lanes{k} = {(k == 0 ? "FirstLanes(tile->GroupWidth)" : $"NextLanes(lanes{k - 1})")};");
        bool pairs = rows * vectors < ChainsInFlight;
        if (pairs)
            ForAll(rows, vectors, (r, v) => writer.Line($"{family.Vector}<float> odd{r}x{v} = {family.Vector}<float>.Zero;"));
        using (writer.Block("for (nint row = tile->Rows; row > 0; row--)"))
        {
            writer.Line("float* xp = x;");
            writer.Line("float* dyp = dy;");
            writer.Line("nint column = tile->Columns;");
            if (pairs)
            {
                using (writer.Block("for (; column > 1; column -= 2)"))
                {
                    EmitPixel(writer, family, inputs, vectors, groupWidth, "acc");
                    EmitPixel(writer, family, inputs, vectors, groupWidth, "odd");
                }
            }

            using (writer.Block("for (; column > 0; column--)"))
                EmitPixel(writer, family, inputs, vectors, groupWidth, "acc");
            writer.Line("x += tile->RowStep;");
            writer.Line("dy += tile->GradientRowStep;");
        }

        ForAll(rows, vectors, (r, v) => writer.Line(
            $"{(pairs ? $"(acc{r}x{v} + odd{r}x{v})" : $"acc{r}x{v}")}.Store(dw + {v * family.Lanes});{(v == vectors - 1 && r < rows - 1 ? " dw += weightStride;" : "")}"));
    }

    /// <summary>Adds one pixel's products to the sums.</summary>
    private static void EmitPixel(SourceWriter writer, TileFamily family, int inputs, int vectors, int groupWidth, string sums)
    {
        for (int v = 0; v < vectors; v++)
            writer.Line($"{family.Vector}<float> {sums}B{v} = {family.Vector}.Load(dyp + {v * family.Lanes});");
        for (int input = 0; input < inputs; input++)
        {
            if (groupWidth == 0)
                EmitInput(writer, family, input, vectors, sums);
            else
                EmitTap(writer, family, input, vectors, groupWidth, sums);
        }

        writer.Line("xp += pixelStep;");
        writer.Line("dyp += gradientStep;");
    }

    private static void EmitInput(SourceWriter writer, TileFamily family, int input, int vectors, string sums)
    {
        writer.Line($"{family.Vector}<float> {sums}A{input} = {family.Vector}.Create(xp[{input}]);");
        for (int v = 0; v < vectors; v++)
            writer.Line($"{sums}{input}x{v} = {family.MultiplyAdd}({sums}A{input}, {sums}B{v}, {sums}{input}x{v});");
    }

    private static void EmitTap(SourceWriter writer, TileFamily family, int tap, int vectors, int groupWidth, string sums)
    {
        for (int v = 0; v < vectors; v++)
            writer.Line($"{family.Vector}<float> {sums}A{tap}x{v} = {family.Vector}.Load(xp + ({tap} * inputStep) + {v * family.Lanes});");
        ForAll(groupWidth, vectors, (k, v) =>
        {
            string sum = $"{sums}{(tap * groupWidth) + k}x{v}", x = $"{sums}A{tap}x{v}";
            writer.Line($"{sum} = {family.MultiplyAdd}({(groupWidth == 1 ? x : $"Permute({x}, lanes{k})")}, {sums}B{v}, {sum});");
        });
    }
}
