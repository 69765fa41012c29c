namespace CnnGen.Tests.Layers;

/// <summary>Layers that read several stages, and normalisations of single samples.</summary>
internal sealed partial class LayerSweep
{
    private string Stages(string kind, bool whole) => kind switch
    {
        "Add" => Add(whole),
        "Concat" => Concat(whole),
        _ => MaxUnpool(whole),
    };

    private string Add(bool whole)
    {
        string addends = Pick("nameof(A), nameof(B)", "nameof(A), nameof(A)", "nameof(A), nameof(B), nameof(A)", "nameof(B), nameof(A), nameof(C)");
        string join = _random.Next(3) == 0 ? $"From(nameof(B)), Conv({_channels}, 1), Add(nameof(A))" : $"Add({addends})";
        return Stage("A", $"Conv({_channels}, 1)") + Stage("B", Pick("ReLU", $"Conv({_channels}, 3, padding: 1)"))
            + Stage("C", $"From(Stage.Input), {Pick("MaxPool(1)", $"Conv({_channels}, 1)")}, Add(nameof(A))") + Stage("Sum", join + After(whole)) + End("A", "B", "C");
    }

    private string Concat(bool whole)
    {
        string maps = Pick("nameof(A), nameof(B)", "nameof(B), nameof(A)", "nameof(A), nameof(A)", "Stage.Input, nameof(A)", "nameof(A), nameof(B), nameof(C)");
        return Stage("A", $"From(Stage.Input), Conv({Pick(8, 16, 32, Channels())}, 1){Pick("", ", ReLU")}") + Stage("B", $"From(Stage.Input), Conv({Pick(8, 16, Channels())}, 3, padding: 1)")
            + Stage("C", $"Concat(nameof(A), nameof(B)){Pick("", ", ReLU")}") + Stage("Sum", $"Concat({maps}){After(whole)}") + End("A", "B", "C");
    }

    private string MaxUnpool(bool whole)
    {
        string encoder = Pick("", $"Conv({_channels}, 1), ", $"Conv({_channels}, 3, padding: 1), ReLU, ", "ReLU, ");
        string pool = _random.Next(3) == 0 ? "1" : Pool(largest: 24);
        string body = Pick("", $"Conv({_channels}, 1), ", $"Conv({_channels}, 3, padding: 1), ");
        string again = Pick("", "From(nameof(Down)), MaxUnpool(nameof(Down)), Add(nameof(Up)), ");
        return Stage("Down", $"{encoder}MaxPool({pool})") + Stage("Up", $"{body}MaxUnpool(nameof(Down))") + Stage("Sum", $"{again}Conv({_channels}, 1){After(whole)}, MeanSquaredError");
    }

    /// <summary>The last stage: every stage is read, so that there is one output.</summary>
    private static string End(params string[] unread) =>
        Stage("Rest", $"Concat({string.Join(", ", unread.Select(name => $"nameof({name})"))}), Linear(4)") + Stage("Ends", "From(nameof(Sum)), Linear(4), Add(nameof(Rest)), MeanSquaredError");

    private static string Stage(string name, string layers) => $"    [{layers}] public static partial Stage {name} {{ get; }}\n";

    /// <summary>Over fewer values next to nothing but epsilon is left of the gradient, and rounding is all that a comparison would see.</summary>
    private string Norm(string kind)
    {
        const int Fewest = 8;
        if (kind != "LocalResponseNorm" && _height * _width < Fewest)
            return $"Upsample(3), Conv({_channels}, 3, padding: 1), {Norm()}";
        return Norm();

        string Norm() => kind switch
        {
            "LayerNorm" => $"LayerNorm({Pick("", "epsilon: 0.01", "affine: false")})",
            "InstanceNorm" => $"InstanceNorm({Pick("", "epsilon: 0.01", "affine: true")})",
            "GroupNorm" => $"GroupNorm({Pick([.. Enumerable.Range(1, _channels).Where(groups => _channels % groups == 0)])}{Pick("", ", affine: false")})",
            _ => $"LocalResponseNorm({_random.Next(1, 2 * _channels + 2)}, alpha: {Pick("0.0001", "0.5", "2")}, beta: {Pick("0.75", "0.5", "1", "0.6", "0", "1.7")}, k: {Pick("1", "2")})",
        };
    }
}
