using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Layers;

/// <summary>What a layer sees while it is built: its arguments, its input's shape, and how to report a mistake.</summary>
internal sealed class LayerContext(GraphBuilder builder, Chain chain, LayerSpec spec, string label, bool isLastWithWeights)
{
    public GraphBuilder Builder => builder;

    /// <summary>The stage that the layer stands in.</summary>
    public Chain Chain => chain;

    public Site Site => spec.Site;

    public string Label => label;

    public string Kind => spec.Kind;

    public Shape Input => chain.Current.Shape;

    public int Int(string argument) => spec.Int(argument);

    public bool Bool(string argument) => spec.Bool(argument);

    public double Number(string argument) => spec.Number(argument);

    public Helpers.EquatableArray<double> Numbers(string argument) => spec.Numbers(argument);

    /// <summary>Whether the attribute's constructor takes this argument, or this property was set.</summary>
    public bool Has(string argument) => spec.Arguments.Any(given => given.Name == argument);

    /// <summary>A named property that was set, or the fallback.</summary>
    public int Optional(string property, int fallback)
    {
        foreach (Argument argument in spec.Arguments)
        {
            if (argument.Name == property)
                return (int)argument.Values[0];
        }

        return fallback;
    }

    /// <summary>A named list that was set, or an empty one.</summary>
    public IEnumerable<double> OptionalNumbers(string property) => spec.Arguments.Where(argument => argument.Name == property).SelectMany(argument => argument.Values);

    /// <summary>A whole number that must be at least <paramref name="least"/>.</summary>
    public int AtLeast(string argument, int least) => AtLeast(argument, Int(argument), least);

    /// <summary>
    /// Two whole numbers, for rows and for columns, that must be at least <paramref name="least"/>: both the same where one is given, 0 where none is.
    /// </summary>
    public (int Rows, int Columns) Pair(string argument, int least)
    {
        int[] values = [.. Numbers(argument).DefaultIfEmpty().Select(value => AtLeast(argument, (int)value, least))];
        Require(values.Length <= 2, Descriptors.NotAPair, argument, Kind, argument, Format(values.Length));
        return (values.First(), values.Last());
    }

    /// <summary>A number that must lie from <paramref name="least"/> to below <paramref name="limit"/>.</summary>
    public double Within(string argument, double least, double limit)
    {
        double value = Number(argument);
        Require(value >= least && value < limit, Descriptors.OutOfRange, argument, Kind, argument, Format(value), $"from {Format(least)} to below {Format(limit)}");
        return value;
    }

    /// <exception cref="ProblemException">The condition does not hold.</exception>
    public void Require(bool condition, DiagnosticDescriptor descriptor, string argument, params string[] arguments)
    {
        if (!condition)
            throw new ProblemException(Problem.Of(descriptor, spec.Site with { Argument = argument }, arguments));
    }

    /// <summary>The output's rows and columns under a window; reports a window that is larger than its padded input.</summary>
    public (int Height, int Width) Slide(RectangularWindow window, bool ceilMode = false)
    {
        (Window rows, Window columns) = window;
        int height = rows.OutputSize(Input.Height, ceilMode), width = columns.OutputSize(Input.Width, ceilMode);
        int paddedHeight = Input.Height + rows.PaddingBefore + rows.PaddingAfter, paddedWidth = Input.Width + columns.PaddingBefore + columns.PaddingAfter;
        Require(
            height > 0 && width > 0, Descriptors.WindowTooLarge, "kernel", Kind, rows.Dilation > 1 ? "dilated kernel" : "kernel",
            Format(rows.Extent), Format(columns.Extent), Input.ToString(), Format(paddedHeight), Format(paddedWidth));
        return (height, width);
    }

    /// <summary>C# of the initializer that the layer's <c>Init</c> asks for; the members of <c>CnnGen.Init</c> in order.</summary>
    public string WeightInitializer(long fanIn, long fanOut) => Optional("Init", 0) switch
    {
        1 => $"HeUniform(fanIn: {fanIn})",
        2 => $"GlorotUniform(fanIn: {fanIn}, fanOut: {fanOut})",
        3 => $"InverseRoot(fanIn: {fanIn})",
        4 => throw new ProblemException(Problem.Of(
            Descriptors.InitMismatch, spec.Site with { Argument = "Init" }, Kind, "Bilinear", "upsamples, which only ConvTranspose does: choose another")),
        _ => isLastWithWeights ? $"InverseRoot(fanIn: {fanIn})" : $"HeUniform(fanIn: {fanIn})",
    };

    /// <summary>The outputs of the stages that the layer names, in order.</summary>
    public IEnumerable<(string Name, Value Value)> NamedStages() =>
        [.. spec.StageNames.Select(name => (name, builder.Resolve(chain.Scope, name, spec.Site)))];

    /// <summary>What a layer that joins maps joins: the chain before it, unless it stands at the head of a stage, then the stages that it names.</summary>
    public IReadOnlyList<(string Name, Value Value)> JoinedInputs()
    {
        List<(string Name, Value Value)> inputs = [.. NamedStages()];
        if (chain.HasCurrent)
            inputs.Insert(0, ("the chain before it", chain.Current));
        Require(inputs.Count > 1, Descriptors.FewInputs, "", Kind);
        return inputs;
    }

    /// <summary>Adds the layer's node, which reads the chain.</summary>
    public Node Add(Op op, Shape output) => Add(op, [chain.Current], output);

    /// <summary>Adds the layer's node.</summary>
    public Node Add(Op op, Value[] inputs, Shape output)
    {
        RequireAddressable("the output", output.Channels, output.Height, output.Width);
        return builder.Add(chain, label, op, inputs, output);
    }

    /// <summary>Reports a map that is larger than can be addressed.</summary>
    public void RequireAddressable(string what, long channels, double height, double width) => Require(
        Shape.IsAddressable(channels, height, width), Descriptors.TooLarge, "",
        Kind, $"{what} {channels}x{height:0}x{width:0} of one sample", Emit.Text.Count(channels * height * width), Emit.Text.Count(Shape.MostFloats));

    /// <summary>Adds a parameter called after the layer.</summary>
    public Parameter AddParameter(string role, int[] shape, int[] strides, long size, string initializer, bool trainable = true)
    {
        Require(size < Shape.MostFloats, Descriptors.TooLarge, "", Kind, $"its {role}", Emit.Text.Count(size), Emit.Text.Count(Shape.MostFloats));
        string name = $"{label}.{role}";
        Parameter parameter = new(name, GraphBuilder.Identifier(name.Replace('_', '.')), shape, strides, Map.RoundUp((int)size), initializer, trainable);
        builder.AddParameter(parameter);
        return parameter;
    }

    /// <summary>A parameter of one value a channel.</summary>
    public Parameter AddChannelParameter(string role, int channels, float value, bool trainable = true) =>
        AddParameter(role, [channels], [1], Map.LanesOf(channels), $"Constant({Emit.Text.Literal(value)})", trainable);

    private int AtLeast(string argument, int value, int least)
    {
        Require(value >= least, Descriptors.NotPositive, argument, Kind, argument, Format(value), Format(least));
        return value;
    }

    public static string Format(float value) => Emit.Text.Literal(value).TrimEnd('f');

    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
