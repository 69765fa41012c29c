using System.Runtime.InteropServices;

namespace CnnGen.Kernels;

/// <summary>Rearranges filters for the kernels that read them: a scaled copy, panels of groups, or inputs and outputs turned round.</summary>
internal static unsafe class FilterPacking
{
    /// <summary>Writes [panel][tap][input][lane], each output scaled by <paramref name="scale"/> unless that is null.</summary>
    public static void Forward(FilterBank bank, float* weights, float* packed, float* scale)
    {
        foreach (FilterPanel panel in FilterBank.Panels(bank.Inputs, bank.Outputs, bank.Groups))
        {
            for (int tap = 0; tap < bank.Taps; tap++)
            {
                for (int input = 0; input < panel.Inputs; input++)
                {
                    for (int lane = 0; lane < panel.Lanes; lane++)
                    {
                        int output = panel.FirstLane + lane;
                        *packed++ = At(bank, weights, tap, panel.FirstInput + input, output) * (scale is null ? 1 : scale[output]);
                    }
                }
            }
        }
    }

    /// <summary>Writes the taps of <paramref name="order"/> as [panel][tap][output][input lane].</summary>
    public static void Turned(FilterBank bank, int[] order, float* weights, float* packed)
    {
        foreach (FilterPanel panel in FilterBank.Panels(bank.Outputs, bank.Inputs, bank.Groups))
        {
            foreach (int tap in order)
            {
                for (int output = 0; output < panel.Inputs; output++)
                {
                    for (int lane = 0; lane < panel.Lanes; lane++)
                        *packed++ = At(bank, weights, tap, panel.FirstLane + lane, panel.FirstInput + output);
                }
            }
        }
    }

    /// <summary>Takes the gradient of packed panels back to the parameter's order; entries across groups are left out.</summary>
    public static void Unpack(FilterBank bank, float* packed, float* gradient)
    {
        NativeMemory.Clear(gradient, (nuint)bank.Size * sizeof(float));
        foreach (FilterPanel panel in FilterBank.Panels(bank.Inputs, bank.Outputs, bank.Groups))
        {
            for (int tap = 0; tap < bank.Taps; tap++)
            {
                for (int input = 0; input < panel.Inputs; input++, packed += panel.Lanes)
                {
                    for (int lane = 0; lane < panel.Lanes; lane++)
                    {
                        nint index = Index(bank, tap, panel.FirstInput + input, panel.FirstLane + lane);
                        if (index >= 0)
                            gradient[index] = packed[lane];
                    }
                }
            }
        }
    }

    private static float At(FilterBank bank, float* weights, int tap, int input, int output)
    {
        nint index = Index(bank, tap, input, output);
        return index < 0 ? 0 : weights[index];
    }

    /// <summary>Where a weight lies in the parameter, or -1 where the output does not see the input.</summary>
    private static nint Index(FilterBank bank, int tap, int input, int output)
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
