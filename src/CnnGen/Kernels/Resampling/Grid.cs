namespace CnnGen.Kernels;

/// <summary>Pixels of a map that lie evenly: from (<see cref="Row"/>, <see cref="Column"/>) on, <see cref="Step"/> apart along both sides.</summary>
/// <param name="Row">Row of the first pixel.</param>
/// <param name="Column">Its column.</param>
/// <param name="Step">Pixels from one to the next.</param>
public readonly record struct Grid(int Row, int Column, int Step)
{
    /// <summary>Every pixel.</summary>
    public static Grid All => new(0, 0, 1);

    /// <summary>Rows of the grid in a map of <paramref name="height"/> rows.</summary>
    public int Rows(int height) => Count(height - Row);

    /// <summary>Columns of the grid in a map of <paramref name="width"/> columns.</summary>
    public int Columns(int width) => Count(width - Column);

    private int Count(int size) => ((size - 1) / Step) + 1;
}
