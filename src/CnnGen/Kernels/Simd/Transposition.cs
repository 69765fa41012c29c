using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Simd;

/// <summary>Transposes matrices, by blocks of 4 x 4 in registers where the processor can.</summary>
internal static unsafe class Transposition
{
    private const int Block = 4;

    /// <summary><c>target[column][row] = source[row][column]</c>, for steps that count floats from one row of each matrix to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* source, nint sourceStep, int rows, int columns, float* target, nint targetStep)
    {
        int row = 0;
        for (; Sse.IsSupported && row + Block <= rows; row += Block)
        {
            float* from = source + (row * sourceStep), to = target + row;
            int column = 0;
            for (; column + Block <= columns; column += Block, from += Block, to += Block * targetStep)
            {
                Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + sourceStep);
                Vector128<float> c = Vector128.Load(from + (2 * sourceStep)), d = Vector128.Load(from + (3 * sourceStep));
                Store(a, b, c, d, to, targetStep);
            }

            for (; column < columns; column++, from++, to += targetStep)
            {
                for (int i = 0; i < Block; i++)
                    to[i] = from[i * sourceStep];
            }
        }

        for (; row < rows; row++)
        {
            float* to = target + row;
            for (int column = 0; column < columns; column++, to += targetStep)
                *to = source[(row * sourceStep) + column];
        }
    }

    /// <summary>Stores the columns of four rows, one after the other: where they lie less than four floats apart, each over the last floats of the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d, float* target, nint step)
    {
        Vector128<float> abLow = Sse.UnpackLow(a, b), cdLow = Sse.UnpackLow(c, d), abHigh = Sse.UnpackHigh(a, b), cdHigh = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(abLow, cdLow).Store(target);
        Sse.MoveHighToLow(cdLow, abLow).Store(target + step);
        Sse.MoveLowToHigh(abHigh, cdHigh).Store(target + (2 * step));
        Sse.MoveHighToLow(cdHigh, abHigh).Store(target + (3 * step));
    }
}
