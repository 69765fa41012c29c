using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Graph;

/// <summary>
/// What a node does. Passes ask an op questions and never its type; each op lives in the file of the layer that it belongs to.
/// </summary>
internal abstract record Op
{
    /// <summary>One English phrase with the facts that matter, used in emitted comments, graph dumps and the summary.</summary>
    public abstract string Describe(Node node);

    /// <summary>Zero pixels around input <paramref name="index"/> that the op reads.</summary>
    public virtual Border BorderOf(Node node, int index) => default;

    /// <summary>Whether the op reads single channels of its input, so that pixels need not be padded to whole vectors.</summary>
    public virtual bool ReadsSingleChannels => false;

    /// <summary>
    /// An activation function that a neighbour may apply for this op, as C#: one that never decreases and whose value tells its derivative; null if
    /// the op is none.
    /// </summary>
    public virtual ActivationFunction? AsActivation => null;

    /// <summary>Whether each output pixel is an affine function of the input pixel at the same place alone.</summary>
    public virtual bool IsAffineByPixel => false;

    /// <summary>Whether each output is an average over a window of its own channel, by weights that sum to one.</summary>
    public virtual bool IsAverage => false;

    /// <summary>A max pooling by undilated windows whose places bytes number, with the activation before it; null if the op is no such pooling.</summary>
    public virtual MaxPooling? AsMaxPooling => null;

    /// <summary>A sum of two maps, with the activation behind it; null if the op is none.</summary>
    public virtual MapSum? AsSum => null;

    /// <summary>A normalisation by statistics that are known before a prediction; null if the op is none.</summary>
    public virtual IFoldableNorm? AsFoldableNorm => null;

    /// <summary>The same with the activation behind it, for a convolution that applies both to what it reads; null if the op is none.</summary>
    public virtual Preactivation? AsPreactivation => null;

    /// <summary>Where input <paramref name="index"/> stands unchanged among the output's channels, so that it could be written there at once; null if nowhere.</summary>
    public virtual int? ChannelOfInput(Node node, int index) => null;

    /// <summary>Where the output stands unchanged among the input's channels, so that it needs no memory of its own; null if nowhere.</summary>
    public virtual int? ChannelOfOutput(Node node) => null;

    /// <summary>
    /// The inputs in whose memory the op could write its output, the likeliest first: it reads each of their pixels before it writes the same pixel, and
    /// not again.
    /// </summary>
    public virtual IEnumerable<int> Overwritable(Node node) => [];

    /// <summary>
    /// Whether training takes away what is added to all of a channel of the first input, so that the input's gradient sums to zero over each channel.
    /// </summary>
    public virtual bool CentersChannels(Node node) => false;

    /// <summary>Whether most of what the op makes is zero wherever it is, so that it had better add to what another makes than the other way round.</summary>
    public virtual bool LeavesMostZero => false;

    /// <summary>Whether the op passes its input through unchanged in this mode.</summary>
    public virtual bool IsIdentity(Mode mode) => false;

    /// <summary>This op with a normalisation taken into its weights, or null.</summary>
    public virtual Op? Fold(IFoldableNorm norm) => null;

    /// <summary>This op with the next one's work taken over, or null.</summary>
    public virtual Op? Absorb(Op next, Mode mode) => null;

    /// <summary>This op with a map added to what it makes, which becomes its last input, or null.</summary>
    public virtual Op? AbsorbSum(MapSum sum, Mode mode) => null;

    /// <summary>This op with the previous one's work taken over, or null.</summary>
    public virtual Op? AbsorbPrevious(Op previous, Mode mode) => null;

    /// <summary>The partial statistics of its input that the op needs in this mode, made anew; null if it needs none.</summary>
    public virtual Value? PartialStatistics(Node node, Mode mode) => null;

    /// <summary>The op that gathers such statistics in a pass of its own.</summary>
    public virtual Op StatisticsOp() => throw new System.InvalidOperationException($"{GetType().Name} needs no statistics.");

    /// <summary>This op, gathering partial statistics of its output into a second output; null if it cannot.</summary>
    public virtual Op? GatheringStatistics() => null;

    /// <summary>This op with the kernel that the cost model holds for the fastest, given its shapes.</summary>
    public virtual Op ChooseKernel(Node node, Setting setting) => this;

    /// <summary>The nodes that do a node's work by the kernel that is chosen: itself, and a pass before it where the kernel reads the input in another form.</summary>
    public virtual IReadOnlyList<Node> ChooseNodes(Node node, Setting setting) => [new Node(node.Label, ChooseKernel(node, setting), [.. node.Inputs], [.. node.Outputs])];

    /// <summary>A word for the kernel that was chosen, used in the summary; empty where there is no choice.</summary>
    public virtual string ChosenKernel => "";

    /// <summary>
    /// What the node costs in a prediction of one sample, in vector multiply-adds as <see cref="KernelCost"/> counts them: a pass over what it reads
    /// and writes unless told.
    /// </summary>
    public virtual double Cost(Node node) => KernelCost.Pass(node.Inputs.Concat(node.Outputs));

    /// <summary>Values beside the outputs that the op needs in this mode: winners, statistics, packed weights.</summary>
    public virtual IEnumerable<Value> Extras(Node node, Mode mode) => [];

    /// <summary>Floats that each thread needs to itself while the node runs.</summary>
    public virtual int ScratchPerThread(Node node) => 0;

    /// <summary>Adds the nodes that carry the gradient of the output to inputs and parameters.</summary>
    public virtual void Backward(Differentiator d, Node node) =>
        throw new System.InvalidOperationException($"{GetType().Name} has no gradient.");

    /// <summary>The tensors of the op.</summary>
    public virtual IEnumerable<Parameter> Parameters => [];

    /// <summary>Multiply-accumulates for one sample.</summary>
    public virtual long MultiplyAdds(Node node) => 0;

    /// <summary>The window of the input that one output pixel sees; its padding does not matter.</summary>
    public virtual RectangularWindow Reach(Node node) => new(new Window(1));

    /// <summary>Rows and columns of the output for each of the input, before the strides of <see cref="Reach"/> are taken.</summary>
    public virtual (int Rows, int Columns) Rise => (1, 1);

    /// <summary>Whether training needs more than one sample: a statistic over a single value is undefined.</summary>
    public virtual bool NeedsSeveralSamples(Node node) => false;

    /// <summary>Whether a training step changes more than gradients, such as running statistics, so that it runs even where no loss depends on it.</summary>
    public virtual bool HasState => false;

    /// <summary>Writes what a predictor does when it takes the weights.</summary>
    public virtual void EmitPrepare(StepWriter writer, Node node)
    {
    }

    /// <summary>Writes the call that runs the node.</summary>
    public abstract void Emit(StepWriter writer, Node node);

    /// <summary>Writes what follows a step whose loss was finite.</summary>
    public virtual void EmitUpdate(StepWriter writer, Node node)
    {
    }
}

/// <summary>Which session the graph is for.</summary>
internal enum Mode
{
    Predict,
    Train,
}

/// <summary>What the choice of a kernel depends on beside shapes.</summary>
/// <param name="Mode">Which session it is for.</param>
/// <param name="Parameters">Floats of all of the network's parameters.</param>
/// <param name="IsMemoryFar">Whether it is for processors that multiply much faster than memory hands over weights.</param>
internal readonly record struct Setting(Mode Mode, long Parameters, bool IsMemoryFar = false)
{
    public static Setting Of(Graph graph, Mode mode) => new(mode, graph.Nodes.SelectMany(node => node.Op.Parameters).Distinct().Sum(parameter => parameter.Count));
}

/// <summary>Zero rows above and below, and columns at each side, in pixels.</summary>
internal readonly record struct Border(int Top, int Bottom, int Side)
{
    public Border Union(Border other) => new(
        System.Math.Max(Top, other.Top), System.Math.Max(Bottom, other.Bottom), System.Math.Max(Side, other.Side));
}

/// <summary>An activation function as emitted code names it.</summary>
/// <param name="Code">C# of the CnnGen.Kernels.Activations.Activation.</param>
/// <param name="Name">Its name for a reader.</param>
internal sealed record ActivationFunction(string Code, string Name);

/// <summary>Max pooling by undilated windows whose places bytes number, behind an activation.</summary>
internal sealed record MaxPooling(RectangularWindow Window, bool CeilMode, ActivationFunction? Activation)
{
    /// <summary>Whether the windows are squares that touch but neither overlap nor reach past the map.</summary>
    public bool Partitions => Window is { IsSquare: true, Partitions: true } && !CeilMode;

    /// <summary>Rows of a window.</summary>
    public int Side => Window.Rows.Kernel;

    /// <summary>Whether a pixel lies in few windows: four at the most.</summary>
    public bool OverlapsLittle => Window.Rows.Kernel <= 2 * Window.Rows.Stride && Window.Columns.Kernel <= 2 * Window.Columns.Stride;
}

/// <summary>A sum of maps, element by element, before an activation.</summary>
internal sealed record MapSum(ActivationFunction? Activation);

/// <summary>A normalisation that a convolution before it can take into its weights.</summary>
internal interface IFoldableNorm
{
    string Name { get; }

    IEnumerable<Parameter> Parameters { get; }

    /// <summary>Writes scale and bias that the convolution's weights and bias become.</summary>
    void EmitFold(StepWriter writer, Shape shape, string convolutionBias, Value scale, Value bias);
}

/// <summary>A normalisation by statistics that are known before a prediction, and the activation behind it.</summary>
internal sealed record Preactivation(IFoldableNorm Norm, ActivationFunction? Activation)
{
    public override string ToString() => Norm.Name + (Activation is null ? "" : $", {Activation.Name}");
}
