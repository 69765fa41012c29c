using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Writes each block of pixels as one pixel of as many channels: see <see cref="DepthWindow"/>. Pixels off the map are zero.</summary>
/// <param name="x">Layout of the map.</param>
/// <param name="blocks">Layout of the blocks, from those before the map on, as many as are wanted.</param>
/// <param name="window">The window.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class SpaceToDepth(Map x, Map blocks, DepthWindow window)
{
    /// <summary>Writes every lane of every block.</summary>
    public void Run(Samples samples, Address input, Address output) => EachRow.Run(samples, blocks.Height, blocks, new Kernel(x, blocks, window, input.Pointer, output.Pointer));

    private readonly struct Kernel(Map x, Map blocks, DepthWindow window, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int side = window.Block, before = window.BlocksBefore * side, channels = window.Channels;
            float* target = output + blocks.Origin + ((nint)sample * blocks.SampleStride) + (row * blocks.RowStride);
            new Span<float>(target, blocks.Width * blocks.PixelStride).Clear();
            for (int i = 0; i < side; i++)
            {
                nint next = window.ChannelOf(i, 1) - window.ChannelOf(i, 0);
                int y = (row * side) + i - before;
                if (y < 0 || y >= x.Height)
                    continue;
                float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (y * x.RowStride), pixel = target + window.ChannelOf(i, 0);
                for (int block = 0, column = -before; block < blocks.Width; block++, pixel += blocks.PixelStride)
                {
                    float* lanes = pixel;
                    for (int j = 0; j < side; j++, column++, lanes += next)
                    {
                        if (column >= 0 && column < x.Width)
                            Copy(source + (column * x.PixelStride), lanes, channels);
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Copy(float* from, float* to, int count)
        {
            for (int i = 0; i < count; i++)
                to[i] = from[i];
        }
    }
}
