using System;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>What a stage's description says.</summary>
internal sealed record StageFacts(Shape Shape, int ReceptiveField, long MultiplyAdds)
{
    public static StageFacts Of(Network network, int stage)
    {
        const double Rounding = 1e-9;
        double field = 1, step = 1;
        foreach (LayerRow row in network.Rows.Where(row => row.Stage <= stage))
        {
            (int extent, int stride) = row.Node.Op.Reach(row.Node);
            field += (extent - 1) * step;
            step = step * stride / row.Node.Op.Rise;
        }

        return new StageFacts(
            network.StageOutputs[stage].Shape, (int)Math.Ceiling(field - Rounding), network.Rows.Where(row => row.Stage == stage).Sum(row => row.Node.Op.MultiplyAdds(row.Node)));
    }
}
