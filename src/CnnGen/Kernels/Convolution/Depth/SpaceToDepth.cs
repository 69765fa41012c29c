using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
            float* target = output + blocks.Origin + ((nint)sample * blocks.SampleStride) + (row * blocks.RowStride);
            new Span<float>(target, blocks.Width * blocks.PixelStride).Clear();
            int side = window.Block, before = window.BlocksBefore, width = blocks.Width, top = (row - before) * side;
            int inside = Math.Min(side, x.Height - top), beyond = -window.Channels & (Vector128<float>.Count - 1);

            // The last whole blocks are left out: the map may end behind their pixels.
            int size = side * window.Channels, last = (beyond + size - 1) / size;
            int first = Math.Min(before, width), end = Math.Max(first, Math.Min(width, before + (x.Width / side)) - last);
            for (int i = Math.Max(0, -top); i < inside; i++)
            {
                float* source = input + x.Origin + ((nint)sample * x.SampleStride) + ((top + i) * x.RowStride);
                for (int slot = 0; slot < side; slot++)
                {
                    int j = window.Turned(i, slot), behind = (((inside - i) * side) - slot - 1) * window.Channels;
                    float* pixels = source + ((j - (before * side)) * x.PixelStride), lanes = target + window.ChannelOf(i, j);
                    CopyInside(pixels, lanes, 0, behind < beyond ? width : first, j);
                    if (behind < beyond)
                        continue;
                    CopyWhole(pixels, lanes, first, end);
                    CopyInside(pixels, lanes, end, width, j);
                }
            }
        }

        /// <summary>Copies one pixel of each of some blocks, if it is on the map.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void CopyInside(float* pixels, float* lanes, int first, int end, int columnOfBlock)
        {
            for (int block = first; block < end; block++)
            {
                int column = ((block - window.BlocksBefore) * window.Block) + columnOfBlock;
                for (int i = 0; i < window.Channels && column >= 0 && column < x.Width; i++)
                    lanes[(block * blocks.PixelStride) + i] = pixels[(block * window.Block * x.PixelStride) + i];
            }
        }

        /// <summary>
        /// Copies one pixel of each of some blocks by vectors. Up to three floats behind it are read and written too: of a block's next pixels, which are written
        /// again.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void CopyWhole(float* pixels, float* lanes, int first, int end)
        {
            nint step = window.Block * x.PixelStride, blockStep = blocks.PixelStride;
            for (int i = 0; i < window.Channels; i += Vector128<float>.Count)
            {
                float* from = pixels + (first * step) + i, to = lanes + (first * blockStep) + i;
                for (int block = first; block < end; block++, from += step, to += blockStep)
                    Vector128.Load(from).Store(to);
            }
        }
    }
}
