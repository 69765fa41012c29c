using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>Learnt scale and shift as kernels read them, pixel by pixel.</summary>
/// <param name="gamma">Scale of the first pixel's lanes.</param>
/// <param name="beta">Shift of the first pixel's lanes.</param>
/// <param name="step">Floats from pixel to pixel: the lanes of a pixel where each element has its own, 0 where each channel has.</param>
internal readonly unsafe struct Affine(float* gamma, float* beta, int step)
{
    public int Step => step;

    public float* Gamma(int pixel) => gamma + ((nint)pixel * step);

    public float* Beta(int pixel) => beta + ((nint)pixel * step);
}

/// <summary>Two rows over a pixel's lanes: a one for each channel with zeros behind, and zeros. They stand for scale and shift where none are learnt.</summary>
internal sealed unsafe class AffineRows
{
    private readonly float[] _rows;
    private readonly int _lanes;

    public AffineRows(Map map)
    {
        _lanes = map.Lanes;
        _rows = GC.AllocateArray<float>(2 * _lanes, pinned: true);
        _rows.AsSpan(0, map.Channels).Fill(1);
    }

    /// <summary>A one for each channel.</summary>
    public float* Ones => (float*)Unsafe.AsPointer(ref _rows[0]);

    /// <summary>Scale and shift at the given addresses, or those that change nothing.</summary>
    public Affine Or(Address gamma, Address beta, bool perElement) =>
        gamma.IsNull ? new Affine(Ones, Ones + _lanes, 0) : new Affine(gamma.Pointer, beta.Pointer, perElement ? _lanes : 0);
}
