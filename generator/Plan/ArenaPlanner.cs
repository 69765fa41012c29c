using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Plan;

/// <summary>
/// Places values so that those in use at the same time do not overlap: the largest first, each at the lowest free place
/// (greedy by size: Pisarchyk and Lee 2020, arXiv 2001.03288).
/// </summary>
internal static class ArenaPlanner
{
    /// <param name="steps">Nodes in the order they run.</param>
    /// <param name="input">Written before the first step.</param>
    /// <param name="readAfter">Values that are read after the last step.</param>
    public static MemoryPlan Plan(IReadOnlyList<Node> steps, Value input, IReadOnlyCollection<Value> readAfter)
    {
        List<Placement> lifetimes = Lifetimes(steps, input, readAfter);
        List<Placement> samples = [];
        foreach (Placement wanted in LargestFirst(lifetimes.Where(l => l.Value.Storage is Storage.Map or Storage.Sample)))
            samples.Add(wanted with { Offset = LowestFree(wanted, samples) });

        List<Placement> fixedPart = [];
        long end = 0;
        foreach (Placement lifetime in lifetimes.Where(l => l.Value.Storage == Storage.Fixed))
        {
            fixedPart.Add(lifetime with { Offset = end, First = -1, Last = steps.Count });
            end += lifetime.Value.Floats;
        }

        foreach (Placement wanted in LargestFirst(lifetimes.Where(l => l.Value.Storage == Storage.Scratch)))
            fixedPart.Add(wanted with { Offset = LowestFree(wanted, fixedPart) });

        Value[] slices = [.. steps.SelectMany(step => step.Outputs.Concat(step.Inputs)).Where(value => value.Whole is not null).Distinct()];
        int scratch = steps.Select(step => Map.RoundUp(step.Op.ScratchPerThread(step))).DefaultIfEmpty(0).Max();
        return new MemoryPlan([.. samples.OrderBy(placement => placement.First)], fixedPart, slices, scratch);
    }

    private static IEnumerable<Placement> LargestFirst(IEnumerable<Placement> lifetimes) =>
        lifetimes.OrderByDescending(lifetime => lifetime.Value.Floats).ThenBy(lifetime => lifetime.First);

    private static List<Placement> Lifetimes(IReadOnlyList<Node> steps, Value input, IReadOnlyCollection<Value> readAfter)
    {
        Dictionary<Value, Placement> lifetimes = new() { [input] = new Placement(input, 0, -1, -1) };
        List<Value> order = [input];
        for (int step = 0; step < steps.Count; step++)
        {
            foreach (Value value in steps[step].Inputs.Concat(steps[step].Outputs).Concat(steps[step].Extras.Values).Select(value => value.Root))
            {
                if (lifetimes.TryGetValue(value, out Placement? known))
                {
                    lifetimes[value] = known with { Last = step };
                    continue;
                }

                lifetimes.Add(value, new Placement(value, 0, step, step));
                order.Add(value);
            }
        }

        return [.. order.Select(value => value.Keep || readAfter.Contains(value) ? lifetimes[value] with { Last = steps.Count } : lifetimes[value])];
    }

    private static long LowestFree(Placement wanted, List<Placement> placed)
    {
        long offset = 0;
        foreach (Placement other in placed.Where(other => other.LivesWith(wanted)).OrderBy(other => other.Offset))
        {
            if (offset + wanted.Value.Floats <= other.Offset)
                break;
            offset = Math.Max(offset, other.End);
        }

        return offset;
    }
}
