using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Sums over the pixels of one sample, channel by channel: the gradient of a bias.</summary>
internal static unsafe class ColumnSums
{
    public static void Add(float* x, int rows, int columns, nint rowStep, nint columnStep, int lanes, float* sums, bool accumulate) =>
        Width.Run(lanes, new Kernel(x, rows, columns, rowStep, columnStep, lanes, sums, accumulate));

    private readonly struct Kernel(float* x, int rows, int columns, nint rowStep, nint columnStep, int lanes, float* sums, bool accumulate) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector even = accumulate ? TSimd.Load(sums + lane) : TSimd.Zero;
                TVector odd = TSimd.Zero;
                for (int row = 0; row < rows; row++)
                {
                    float* pixel = x + (row * rowStep) + lane;
                    int column = 0;
                    for (; column + 2 <= columns; column += 2, pixel += 2 * columnStep)
                    {
                        even = TSimd.Add(even, TSimd.Load(pixel));
                        odd = TSimd.Add(odd, TSimd.Load(pixel + columnStep));
                    }

                    if (column < columns)
                        even = TSimd.Add(even, TSimd.Load(pixel));
                }

                TSimd.Store(TSimd.Add(even, odd), sums + lane);
            }
        }
    }
}
