using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Normalisation by channel, an activation and a max pooling in one pass: y = max over the window of f(normalised x). What lies in several windows is
/// normalised once for each. A NaN wins. The winner's place in the window, the first of equals, is recorded as a byte for each output; a NaN's is not.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns.</param>
/// <param name="activation">The function f.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class PooledNormalize(Map x, Map y, Window rows, Window columns, Activation activation = default)
{
    /// <summary>By square windows.</summary>
    public PooledNormalize(Map x, Map y, Window window, Activation activation = default)
        : this(x, y, window, window, activation)
    {
    }

    /// <summary>Writes the output's pixels, not its border, and the winners unless that is default.</summary>
    public void Forward(Samples samples, Address input, in ChannelStatistics channels, Address output, Address winners = default)
    {
        activation.Run(samples, y.Height, x, new Kernel(x, y, rows, columns, input.Pointer, channels, output.Pointer, (byte*)winners.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(
        Map x, Map y, Window rows, Window columns, float* input, ChannelStatistics channels, float* output, byte* winners, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope), one = TSimd.Create(1);
            int lanes = x.Lanes;
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            WindowRange down = WindowRange.Of(rows, row, x.Height);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (down.Start * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            nint winner = (((nint)sample * y.Height) + row) * y.Width * lanes;
            for (int column = 0; column < y.Width; column++, target += y.PixelStride, winner += lanes)
            {
                WindowRange along = WindowRange.Of(columns, column, x.Width);
                float* first = source + (along.Start * x.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(means + lane);
                    TVector scale = TSimd.Multiply(TSimd.Load(deviations + lane), TSimd.Load(gammas + lane));
                    TVector beta = TSimd.Load(betas + lane);
                    TVector best = TSimd.Create(float.NegativeInfinity);
                    TVector won = TSimd.Create((down.FirstTap * columns.Kernel) + along.FirstTap);
                    for (int i = 0; i < down.Count; i++)
                    {
                        float* pixel = first + (i * x.RowStride) + lane;
                        TVector place = TSimd.Create(((down.FirstTap + i) * columns.Kernel) + along.FirstTap);
                        for (int j = 0; j < along.Count; j++, pixel += x.PixelStride, place = TSimd.Add(place, one))
                        {
                            TVector value = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(pixel), mean), scale, beta);
                            value = TFunction.Apply<TSimd, TVector>(value, factor);
                            won = TSimd.Select(TSimd.GreaterThan(value, best), place, won);
                            best = Maximum.Greater<TSimd, TVector>(best, value);
                        }
                    }

                    TSimd.Store(best, target + lane);
                    if (winners is not null)
                        TSimd.StoreBytes(won, winners + winner + lane);
                }
            }
        }
    }
}
