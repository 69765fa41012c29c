using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary><c>V = B^T d B</c> of each tile of a block, as [point][tile][lane].</summary>
/// <param name="plan">Tiles and memory.</param>
/// <param name="input">Pixels that are read, from the first tile's first one on; patches overlap by two rows and columns.</param>
/// <param name="lanes">Lanes of a pixel.</param>
/// <param name="block">The tiles.</param>
/// <param name="x">The input map.</param>
/// <param name="rows">Room for a tile between the two passes.</param>
/// <param name="transformed">The result.</param>
internal readonly unsafe struct WinogradInput<TTransform>(
    WinogradPlan plan, Positions input, int lanes, TileRange block, float* x, float* rows, float* transformed) : IWidthKernel
    where TTransform : struct, IWinogradTransform
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int patch = TTransform.Tile + WinogradPlan.Kernel - 1;
        nint plane = plan.InputPlane, rowStep = patch * Map.Vector;
        nint tileRow = TTransform.Tile * input.RowStep, tileColumn = TTransform.Tile * input.ColumnStep;
        TileWalk walk = new(plan, block.First);
        for (int tile = 0; tile < block.Count; tile++, walk.Next())
        {
            float* d = x + input.Origin + (walk.Sample * input.SampleStep) + (walk.Row * tileRow) + (walk.Column * tileColumn);
            float* v = transformed + ((nint)tile * plan.InputStep);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                for (int column = 0; column < patch; column++)
                    TTransform.Input<TSimd, TVector>(d + (column * input.ColumnStep) + lane, input.RowStep, rows + (column * Map.Vector), rowStep);
                for (int row = 0; row < patch; row++)
                    TTransform.Input<TSimd, TVector>(rows + (row * rowStep), Map.Vector, v + (row * patch * plane) + lane, plane);
            }
        }
    }
}
