using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>
/// A convolution with stride 1, or the gradient of its input, by minimal filtering: see <see cref="WinogradPlan"/>. An activation and 2 x 2 max
/// pooling may follow.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WinogradConvolution
{
    private readonly WinogradFilters _filters;
    private readonly WinogradKernel _kernel;
    private readonly DepthFilters? _depth;
    private readonly WinogradPlan _plan;

    private WinogradConvolution(WinogradPlan plan, WinogradFilters filters, WinogradKernel kernel, DepthFilters? depth = null)
    {
        _plan = plan;
        _filters = filters;
        _kernel = kernel;
        _depth = depth;
    }

    /// <summary>The convolution of <paramref name="input"/> to <paramref name="output"/>, which is half as high and wide if pooling follows.</summary>
    /// <param name="input">Layout of the input, with the border that the tiles reach into.</param>
    /// <param name="output">Layout of the output.</param>
    /// <param name="plan">Tiles of the convolution.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    /// <param name="activation">The activation that follows.</param>
    /// <param name="pooled">Whether 2 x 2 max pooling follows that.</param>
    /// <param name="added">Layout of a map that is added before the activation, if one is.</param>
    /// <param name="depth">
    /// The strided window of the parameter, if the filters are over blocks of pixels; the plan is not piecewise then. The input is the blocks, or the map
    /// itself where it is wide enough.
    /// </param>
    /// <param name="far">The tiles in place of <paramref name="plan"/> where <see cref="FarMemory"/> is.</param>
    public static WinogradConvolution Of(
        Map input, Map output, WinogradPlan plan, int padding, Activation activation = default, bool pooled = false, Map? added = null, DepthWindow? depth = null,
        WinogradPlan? far = null)
    {
        plan = FarMemory.IsHere ? far ?? plan : plan;
        FilterBank bank = new(plan.Channels, plan.Outputs, plan.FilterRows * plan.Taps);
        WinogradFilters filters = new(plan, bank, isTurned: false);
        WinogradKernel kernel = new(plan, filters, input, padding, output, activation, pooled, added ?? output, inputBlocks: depth);
        return new WinogradConvolution(plan, filters, kernel, depth is { } window ? new DepthFilters(window, plan.Outputs) : null);
    }

    /// <summary>The gradient of the input of a convolution.</summary>
    /// <param name="outputGradient">Layout of the output's gradient, with the border that the tiles reach into.</param>
    /// <param name="inputGradient">Layout of the input's gradient.</param>
    /// <param name="plan">Tiles of the turned convolution: its inputs are the convolution's outputs.</param>
    /// <param name="padding">Zero rows and columns of the output's gradient that the first turned window covers.</param>
    /// <param name="added">Layout of a map that is added, if one is.</param>
    /// <param name="depth">The strided window of the parameter, if the filters are over blocks of pixels, wide enough to be written where they lie.</param>
    public static WinogradConvolution Turned(
        Map outputGradient, Map inputGradient, WinogradPlan plan, int padding, Map? added = null, DepthWindow? depth = null)
    {
        FilterBank bank = new(plan.Outputs, plan.Inputs, plan.Taps);
        WinogradFilters filters = new(plan, bank, isTurned: true);
        WinogradKernel kernel = new(plan, filters, outputGradient, padding, inputGradient, activation: default, pooled: false, added: added ?? inputGradient, outputBlocks: depth);
        return new WinogradConvolution(plan, filters, kernel, depth is { } window ? new DepthFilters(window, plan.Inputs) : null);
    }

    /// <summary>
    /// Transforms the weights for <see cref="Run"/>, scaled per output if <paramref name="scale"/> is given; for a piecewise plan they are copied, and need
    /// not be if there is no scale. Filters over blocks of pixels are gathered behind the result.
    /// </summary>
    public void Pack(Address weights, Address packed, Address scale = default)
    {
        float* filters = weights.Pointer;
        if (_depth is not null)
        {
            filters = packed.Pointer + _plan.FilterSize;
            _depth.Gather(weights.Pointer, filters);
        }

        if (_plan.Piecewise)
            _filters.Copy(filters, packed.Pointer, scale.Pointer);
        else
            _filters.Pack(filters, packed.Pointer, scale.Pointer);
    }

    /// <param name="samples">Samples of the batch; each thread has room for <see cref="WinogradPlan.ScratchSize"/> floats.</param>
    /// <param name="x">The input map.</param>
    /// <param name="packed">The weights as <see cref="Pack"/> leaves them.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The output map; its border is not written.</param>
    /// <param name="statistics">Where partial batch statistics go, or default.</param>
    /// <param name="winners">Where the places of maxima go, as <see cref="MaxPool.Forward"/> records them, or default.</param>
    /// <param name="added">A map of the layout given that is added before the activation, or default.</param>
    public void Run(
        Samples samples, Address x, Address packed, Address bias, Address y, Address statistics = default, Address winners = default, Address added = default)
    {
        WinogradEpilogue epilogue = new() { Bias = bias.Pointer, Added = added.Pointer, Statistics = statistics.Pointer, Winners = (byte*)winners.Pointer };
        _kernel.Run(samples, x.Pointer, packed.Pointer, y.Pointer, epilogue);
    }
}
