using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = f(a + b + ...), element by element (residual connections: He et al. 2015); the gradient of each input is that of the sum, without a copy.
internal static class AddLayer
{
    public static void Build(LayerContext layer)
    {
        IReadOnlyList<(string Name, Value Value)> inputs = layer.JoinedInputs();
        (string firstName, Value first) = inputs[0];
        foreach ((string name, Value value) in inputs.Skip(1))
        {
            layer.Require(
                value.Shape == first.Shape, Descriptors.ShapesDoNotAdd, "",
                firstName, first.Shape.ToString(), name, value.Shape.ToString(), $"{first.Shape.Channels}");
        }

        layer.Add(new SumOp(), [.. inputs.Select(input => input.Value)], first.Shape);
    }
}
