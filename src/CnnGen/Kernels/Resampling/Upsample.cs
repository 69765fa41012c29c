using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Nearest-neighbour upsampling: each pixel fills a cell of scale x scale pixels.</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="scale">Rows and columns of a cell.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Upsample(Map x, Map y, int scale)
{
    /// <summary>Writes the output's pixels, not its border.</summary>
    public void Forward(Samples samples, Address input, Address output) =>
        EachRow.Run(samples, y.Height, y, new ForwardKernel(x, y, scale, input.Pointer, output.Pointer));

    /// <summary>Overwrites every pixel of <paramref name="input"/>, laid out as <c>x</c>, with the sum over its cell, row by row.</summary>
    public void Backward(Samples samples, Address gradient, Address input) =>
        EachRow.Run(samples, x.Height, y, new BackwardKernel(x, y, scale, gradient.Pointer, input.Pointer));

    private readonly struct ForwardKernel(Map x, Map y, int scale, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + ((nint)(row / scale) * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + ((nint)row * y.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride)
            {
                for (int i = 0; i < scale; i++, target += y.PixelStride)
                {
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                        TSimd.Store(TSimd.Load(source + lane), target + lane);
                }
            }
        }
    }

    private readonly struct BackwardKernel(Map x, Map y, int scale, float* gradient, float* input) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            float* cell = gradient + y.Origin + ((nint)sample * y.SampleStride) + ((nint)row * scale * y.RowStride);
            float* target = input + x.Origin + ((nint)sample * x.SampleStride) + ((nint)row * x.RowStride);
            for (int column = 0; column < x.Width; column++, target += x.PixelStride, cell += scale * y.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Zero;
                    for (int i = 0; i < scale; i++)
                    {
                        float* pixel = cell + ((nint)i * y.RowStride) + lane;
                        for (int j = 0; j < scale; j++, pixel += y.PixelStride)
                            sum = TSimd.Add(sum, TSimd.Load(pixel));
                    }

                    TSimd.Store(sum, target + lane);
                }
            }
        }
    }
}
