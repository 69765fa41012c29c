using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Diagnostics;

/// <summary>Every diagnostic of the compiler. Each message says what is wrong, with the shapes, and how to mend it.</summary>
internal static class Descriptors
{
    // The class.
    public static readonly DiagnosticDescriptor NotPartial = Error(1, "Model class is not partial", "'{0}' must be declared partial, so that the generator can add its sessions: write 'partial class {0}'");
    public static readonly DiagnosticDescriptor ContainerNotPartial = Error(2, "Model is nested in a type that is not partial", "'{0}' is nested in '{1}', which is not partial: declare '{1}' partial or move '{0}' out of it");
    public static readonly DiagnosticDescriptor Generic = Error(3, "Model class is generic", "'{0}' has or lies within type parameters, and a model's shapes are fixed when it is compiled: declare a class of its own for each variant");
    public static readonly DiagnosticDescriptor WrongKindOfClass = Error(4, "Model is not an ordinary class", "'{0}' {1}, and a model is an ordinary class: remove that");
    public static readonly DiagnosticDescriptor HasBaseClass = Error(5, "Model class has a base class", "'{0}' derives from '{1}', but a model derives from CnnGen.Model: remove the base class, interfaces may stay");
    public static readonly DiagnosticDescriptor NoLayers = Error(6, "Model has no layers", "'{0}' has no layers: put layer attributes such as [Conv(16, 3), ReLU] below [CnnModel], or on static partial properties of type Stage");
    public static readonly DiagnosticDescriptor LayersOnClassAndStages = Error(7, "Layers stand on the class and on stages", "'{0}' has layers on the class and on the stage '{1}': put all layers on the class, or all on stages");
    public static readonly DiagnosticDescriptor SplitDeclaration = Error(8, "Layers stand in two declarations", "This layer stands in another declaration of '{0}' than [CnnModel], and their order would be undefined: move all layers to one declaration");
    public static readonly DiagnosticDescriptor BadInputShape = Error(9, "Input shape is not positive", "The input is {0} x {1} x {2} (channels x height x width): each must be at least 1");

    // Stages.
    public static readonly DiagnosticDescriptor BadStage = Error(10, "Stage property has the wrong form", "'{0}' carries layers, but {1}: declare it as '{2}'");
    public static readonly DiagnosticDescriptor UnknownStage = Error(11, "Stage does not exist", "'{1}' reads the stage '{0}', which does not exist; there are: {2}");
    public static readonly DiagnosticDescriptor EmptyStage = Error(12, "Stage has no layers", "The stage '{0}' has no layers: add layer attributes, or remove the property");
    public static readonly DiagnosticDescriptor Cycle = Error(13, "Stages read each other in a circle", "'{0}' reads itself: {1}; let one of these read a stage above");
    public static readonly DiagnosticDescriptor StageCalledInput = Error(14, "Stage is called Input", "'Input' stands for what a model or block reads, so a stage of that name would be ambiguous: rename it");
    public static readonly DiagnosticDescriptor UnreadStage = Error(15, "Stage of a block is read by nothing", "The stage '{0}' of the block is read by no other, and the block's output is its last stage '{1}': read '{0}', or remove it");
    public static readonly DiagnosticDescriptor AuxiliaryIsRead = Error(16, "Auxiliary output is read", "'{0}' is an auxiliary output, which prediction leaves out, but '{1}' reads it: remove [Auxiliary], or let '{1}' read another stage");
    public static readonly DiagnosticDescriptor OnlyAuxiliary = Error(17, "Model has no output", "Every output of '{0}' is auxiliary, so prediction would have none: remove [Auxiliary] from one");
    public static readonly DiagnosticDescriptor MixedLosses = Error(18, "Outputs need different answers", "'{0}' is trained by {1} on {2}, '{3}' by {4} on {5}: a trainer takes labels or targets, not both, so the losses must be of one kind");
    public static readonly DiagnosticDescriptor AuxiliaryDiffers = Error(37, "Auxiliary output needs other answers", "'{0}' is trained by {1} on {2}, and '{3}', by {4} on {5}, helps it with the same labels or targets: an auxiliary output's scores must be of the same shape, and its loss ignore the same label");
    public static readonly DiagnosticDescriptor NameTaken = Error(19, "Name is taken", "'{0}' is a member that the generator writes in every model: give this one another name");
    public static readonly DiagnosticDescriptor SameNames = Error(36, "Names are ambiguous", "'{0}' and '{1}' would both be called '{2}' in emitted code: rename the stage or the block");

    // Layers.
    public static readonly DiagnosticDescriptor NotPositive = Error(20, "Argument is not positive", "{0}: {1} is {2} and must be at least {3}");
    public static readonly DiagnosticDescriptor OutOfRange = Error(21, "Argument is out of range", "{0}: {1} is {2} and must lie {3}");
    public static readonly DiagnosticDescriptor WindowTooLarge = Error(22, "Window is larger than its input", "{0}: the {1} spans {2} x {3} pixels, but its input {4} is {5} x {6} with padding: use a smaller kernel, more padding, or fewer poolings before it");
    public static readonly DiagnosticDescriptor GroupsDoNotDivide = Error(23, "Groups do not divide the channels", "{0}: {1} groups do not divide {2} {3} channels: choose a divisor of {2}");
    public static readonly DiagnosticDescriptor SameNeedsStrideOne = Error(24, "Same padding needs stride 1", "{0}: Padding.Same keeps the size, which a stride of {1} does not: use stride 1, or give the padding as a number");
    public static readonly DiagnosticDescriptor PaddingTooLarge = Error(25, "Pooling padding is too large", "{0}: padding {1} is more than half the kernel of {2}, so a window could lie wholly in the padding: use at most {3}");
    public static readonly DiagnosticDescriptor NotAPair = Error(38, "Argument has too many values", "{0}: {1} has {2} values: give one for rows and columns alike, or two, the rows' first");
    public static readonly DiagnosticDescriptor MustBeFirst = Error(26, "Layer must come first", "{0} prepares the input and must be the first layer of the network: move it to the top");
    public static readonly DiagnosticDescriptor MustBeLast = Error(27, "Layer must come last", "{0} must stand at the end of the network, followed by nothing but a loss: move it to the end or remove it");
    public static readonly DiagnosticDescriptor ChannelCount = Error(28, "List does not fit the channels", "{0}: {1} has {2} values, but its input {3} has {4} channels: give one value for each, or a single one");
    public static readonly DiagnosticDescriptor NeedsFlatInput = Error(29, "Layer needs a flat input", "{0} works on a flat output, but its input is {1}: end the network with GlobalAvgPool or Linear before it, or train a class at each pixel with PixelCrossEntropy");
    public static readonly DiagnosticDescriptor NoLossFits = Error(30, "Output has no loss", "'{0}' ends with {1}, which no default loss fits: add [GlobalAvgPool] or [Linear(...)] for class scores, or name a loss: [PixelCrossEntropy] for a class at each pixel, [MeanSquaredError] for values");
    public static readonly DiagnosticDescriptor TooLarge = Error(31, "Network is too large", "{0}: {1} takes {2} floats, more than the {3} that can be addressed: use a smaller input, fewer channels, or a stride");
    public static readonly DiagnosticDescriptor LossMismatch = Error(32, "Loss does not fit the output", "{0}: {1}");
    public static readonly DiagnosticDescriptor FewInputs = Error(40, "Join has one input", "{0} joins at least two maps: name another stage, or put it behind the layers whose output it shall join");
    public static readonly DiagnosticDescriptor ShapesDoNotAdd = Error(41, "Shapes do not add", "Add: {0} is {1}, but {2} is {3}: the shapes must agree; project one with [Conv({4}, 1)], or change its strides");
    public static readonly DiagnosticDescriptor ShapesDoNotConcat = Error(42, "Maps do not lie on top of each other", "Concat: {0} is {1}, but {2} is {3}: height and width must agree; only channels may differ");
    public static readonly DiagnosticDescriptor NoPool = Error(50, "Stage has no max pooling", "MaxUnpool: the stage '{0}' has no max pooling of its own: name the stage in which the MaxPool stands");
    public static readonly DiagnosticDescriptor UnpoolMismatch = Error(51, "Map does not fit the pooling", "MaxUnpool: its input is {0}, but the max pooling of '{1}' made {2}: the shapes must agree");
    public static readonly DiagnosticDescriptor OneValue = Error(60, "Statistics are over one value", "{0}: on the input {1} each mean and variance would be over a single value, which normalises to 0 whatever it is: put the layer before the pooling that leaves one pixel, or normalise over more channels");

    // Blocks.
    public static readonly DiagnosticDescriptor BlockElsewhere = Error(43, "Block lies outside this compilation", "The block '{0}' comes from another assembly, where its expressions cannot be read: declare it in this project");
    public static readonly DiagnosticDescriptor TooManyArguments = Error(44, "Block has fewer parameters", "The block '{0}' has {1} parameters ({2}), but {3} values are given: remove some, or mark a constant of the block with [Parameter]");
    public static readonly DiagnosticDescriptor NotWhole = Error(45, "Block parameter is a whole number", "'{0}': {1} is a whole number, but {2} is given");
    public static readonly DiagnosticDescriptor RecursiveBlock = Error(46, "Block uses itself", "The block '{0}' uses itself and would never end: use another block inside it");
    public static readonly DiagnosticDescriptor NoLayersInBlock = Error(47, "Block has no layers", "The block '{0}' has no layers: put layer attributes on it, or on properties such as 'Stage Output {{ get; }}'");
    public static readonly DiagnosticDescriptor CannotEvaluate = Error(48, "Argument has no value", "'{0}' has no value here: use whole numbers, numbers and truth values with + - * / % << >>, comparisons and ?:, without division by zero or overflow");
    public static readonly DiagnosticDescriptor LossInBlock = Error(49, "Block ends the network", "{0} ends a network and cannot stand in a block: move it to the model");

    // Outputs.
    public static readonly DiagnosticDescriptor OneLoss = Error(33, "Network has two losses", "{0} is the second loss of this output: keep one");
    public static readonly DiagnosticDescriptor NothingLeft = Error(34, "No pixel is left", "{0}: {1} would leave {2} x {3} pixels of its input {4}: at least 1 x 1 must be left, so use less");
    public static readonly DiagnosticDescriptor InitMismatch = Error(35, "Initialization does not fit the layer", "{0}: Init.{1} {2}");

    // The compiler itself.
    public static readonly DiagnosticDescriptor Internal = Error(99, "Compiler error in CnnGen", "CnnGen failed on '{0}': {1}. This is a fault of CnnGen, not of the declaration; please report it with the declaration");

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = typeof(Descriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (DiagnosticDescriptor)field.GetValue(null))
        .ToDictionary(descriptor => descriptor.Id);

    /// <summary>All descriptors, in order of their numbers.</summary>
    public static IEnumerable<DiagnosticDescriptor> All => ById.Values.OrderBy(descriptor => descriptor.Id, System.StringComparer.Ordinal);

    public static DiagnosticDescriptor Find(string id) => ById[id];

    /// <summary>The descriptor with a hint at where the blocks are used in which the mistake lies, innermost first.</summary>
    public static DiagnosticDescriptor InBlocks(this DiagnosticDescriptor descriptor, IReadOnlyList<(string Block, FrontEnd.SourcePlace Use)> uses)
    {
        if (uses.Count == 0)
            return descriptor;
        string hint = string.Join(", ", uses.Select(use => $"in block '{use.Block}' as used at {System.IO.Path.GetFileName(use.Use.Path)}({use.Use.Lines.Start.Line + 1})"));
        string message = $"{descriptor.MessageFormat} [{hint.Replace("{", "{{").Replace("}", "}}")}]";
        return new DiagnosticDescriptor(descriptor.Id, descriptor.Title, message, descriptor.Category, descriptor.DefaultSeverity, isEnabledByDefault: true, customTags: [WellKnownDiagnosticTags.NotConfigurable]);
    }

    private static DiagnosticDescriptor Error(int number, string title, string message) =>
        new($"CNN{number:0000}", title, message, "CnnGen", DiagnosticSeverity.Error, isEnabledByDefault: true, customTags: [WellKnownDiagnosticTags.NotConfigurable]);
}
