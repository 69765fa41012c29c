using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Copies the pixels of one grid to those of another, as many as both maps have, and writes zeros to all other pixels and to channels that the input
/// lacks. Its gradient is the placement with the maps and grids exchanged.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Placement
{
    private readonly Map _x;
    private readonly Map _y;
    private readonly int _rows;
    private readonly int _columns;
    private readonly Positions _from;
    private readonly Positions _to;

    /// <param name="x">Layout of the input.</param>
    /// <param name="y">Layout of the output.</param>
    /// <param name="from">Pixels of the input that are copied.</param>
    /// <param name="to">Where they go.</param>
    public Placement(Map x, Map y, Grid from, Grid to)
    {
        (_x, _y) = (x, y);
        _rows = Math.Min(from.Rows(x.Height), to.Rows(y.Height));
        _columns = Math.Min(from.Columns(x.Width), to.Columns(y.Width));
        _from = Positions.Of(x).Every(from.Step, from.Row, from.Column);
        _to = Positions.Of(y).Every(to.Step, to.Row, to.Column);
    }

    /// <summary>Writes every pixel of the output, not its border.</summary>
    public void Run(Samples samples, Address input, Address output)
    {
        bool leavesPixels = _rows * _columns < _y.Pixels;
        for (int sample = 0; sample < samples && leavesPixels; sample++)
            Zero.Pixels(_y, output.Pointer + ((nint)sample * _y.SampleStride));
        EachRow.Run(samples, _rows, (long)_rows * _columns * _y.Lanes, Math.Min(_x.Lanes, _y.Lanes), new Kernel(this, input.Pointer, output.Pointer));
    }

    private readonly struct Kernel(Placement placement, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Map x, Map y) = (placement._x, placement._y);
            (Positions from, Positions to) = (placement._from, placement._to);

            // The lanes past the input's last channel hold zeros, which the output's new channels take; channels that the output lacks are cut off.
            int copied = Math.Min(x.Lanes, y.Channels >= x.Channels ? y.Lanes : y.Channels);
            int vectors = copied / TSimd.Count * TSimd.Count;
            float* source = input + from.Origin + (sample * from.SampleStep) + (row * from.RowStep);
            float* target = output + to.Origin + (sample * to.SampleStep) + (row * to.RowStep);
            for (int column = 0; column < placement._columns; column++, source += from.ColumnStep, target += to.ColumnStep)
            {
                int lane = 0;
                for (; lane < vectors; lane += TSimd.Count)
                    TSimd.Store(TSimd.Load(source + lane), target + lane);
                for (; lane < copied; lane++)
                    target[lane] = source[lane];
                for (; lane < y.Lanes; lane++)
                    target[lane] = 0;
            }
        }
    }
}
