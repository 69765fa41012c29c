using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Rearranges filters for the kernels that read them: a scaled copy, panels of groups, or inputs and outputs turned round.</summary>
internal sealed unsafe class FilterPacking(FilterBank bank)
{
    private readonly FilterPanel[] _forward = bank.ForwardPanels;
    private readonly FilterPanel[] _turned = bank.TurnedPanels;
    private readonly FilterPanel[] _gradient = bank.GradientPanels;

    /// <summary>Writes [panel][tap][input][lane], each output scaled by <paramref name="scale"/> unless that is null.</summary>
    public void Forward(float* weights, float* packed, float* scale)
    {
        foreach (FilterPanel panel in _forward)
        {
            for (int tap = 0; tap < bank.Taps; tap++)
            {
                for (int input = 0; input < panel.Inputs; input++, packed += panel.Lanes)
                {
                    if (bank.Groups > 1 && !panel.OfGroups)
                        GroupedRow(panel, tap, input, weights, packed);
                    else
                        new ReadOnlySpan<float>(Row(weights, tap, input) + panel.FirstLane, panel.Lanes).CopyTo(new Span<float>(packed, panel.Lanes));
                    for (int lane = 0; lane < panel.Lanes && scale is not null; lane++)
                        packed[lane] *= scale[panel.FirstLane + lane];
                }
            }
        }
    }

    /// <summary>
    /// Writes the taps of <paramref name="order"/> as [panel][tap][output][input lane], each lane scaled by <paramref name="scale"/> unless that is null.
    /// </summary>
    public void Turned(int[] order, float* weights, float* packed, float* scale)
    {
        foreach (FilterPanel panel in _turned)
        {
            foreach (int tap in order)
            {
                if (panel.OfGroups)
                    NarrowTurnedTap(panel, tap, weights, packed);
                else if (bank.Groups > 1)
                    GroupedTurnedTap(panel, tap, weights, packed);
                else
                    TurnedTap(panel, tap, weights, packed);
                for (int output = 0; output < panel.Inputs; output++, packed += panel.Lanes)
                {
                    for (int lane = 0; lane < panel.Lanes && scale is not null; lane++)
                        packed[lane] *= scale[panel.FirstLane + lane];
                }
            }
        }
    }

    /// <summary>Takes the gradient of packed panels back to the parameter's order; entries across groups are left out.</summary>
    public void Unpack(float* packed, float* gradient)
    {
        NativeMemory.Clear(gradient, (nuint)bank.Size * sizeof(float));
        foreach (FilterPanel panel in _gradient)
        {
            for (int tap = 0; tap < bank.Taps; tap++)
            {
                for (int input = 0; input < panel.Inputs; input++, packed += panel.Lanes)
                {
                    for (int lane = 0; lane < panel.Lanes; lane++)
                    {
                        nint index = Index(tap, panel.FirstInput + input, panel.FirstLane + lane);
                        if (index >= 0)
                            gradient[index] = packed[lane];
                    }
                }
            }
        }
    }

    private float* Row(float* weights, int tap, int input) => weights + ((nint)tap * bank.TapStride) + ((nint)input * bank.ChannelStride);

    /// <summary>Transposes one tap; lanes past the last input are zero.</summary>
    private void TurnedTap(FilterPanel panel, int tap, float* weights, float* packed)
    {
        int count = Math.Clamp(bank.Inputs - panel.FirstLane, 0, panel.Lanes);
        Transposition.Run(Row(weights, tap, panel.FirstLane), bank.ChannelStride, count, bank.Outputs, packed, panel.Lanes);
        for (int output = 0; output < bank.Outputs && count < panel.Lanes; output++)
            new Span<float>(packed + ((nint)output * panel.Lanes) + count, panel.Lanes - count).Clear();
    }

    /// <summary>Transposes one tap within each group; lanes past the last input are zero.</summary>
    private void NarrowTurnedTap(FilterPanel panel, int tap, float* weights, float* packed)
    {
        for (int output = 0; output < panel.Inputs; output++)
        {
            for (int lane = 0; lane < panel.Lanes; lane++)
            {
                (int group, int input) = Math.DivRem(lane, bank.InputsPerGroup);
                *packed++ = lane < bank.Inputs ? Row(weights, tap, input)[(group * panel.Inputs) + output] : 0;
            }
        }
    }

    private void GroupedRow(FilterPanel panel, int tap, int input, float* weights, float* packed)
    {
        for (int lane = 0; lane < panel.Lanes; lane++)
            packed[lane] = At(weights, tap, panel.FirstInput + input, panel.FirstLane + lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GroupedTurnedTap(FilterPanel panel, int tap, float* weights, float* packed)
    {
        for (int output = 0; output < panel.Inputs; output++)
        {
            for (int lane = 0; lane < panel.Lanes; lane++)
                *packed++ = At(weights, tap, panel.FirstLane + lane, panel.FirstInput + output);
        }
    }

    private float At(float* weights, int tap, int input, int output)
    {
        nint index = Index(tap, input, output);
        return index < 0 ? 0 : weights[index];
    }

    /// <summary>Where a weight lies in the parameter, or -1 where the output does not see the input.</summary>
    private nint Index(int tap, int input, int output)
    {
        if (input >= bank.Inputs || output >= bank.Outputs)
            return -1;
        int group = output / (bank.Outputs / bank.Groups);
        int local = input - (group * bank.InputsPerGroup);
        return local < 0 || local >= bank.InputsPerGroup
            ? -1
            : ((nint)tap * bank.TapStride) + ((nint)local * bank.ChannelStride) + output;
    }
}
