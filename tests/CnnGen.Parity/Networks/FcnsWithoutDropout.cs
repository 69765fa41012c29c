using Zoo;

namespace CnnGen.Parity.Networks.WithoutDropout;

/// <summary><see cref="Zoo.Fcn32Small"/> without its dropout.</summary>
[CnnModel(3, 128, 128)]
[Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128), Block<IFcnStage>(256), Block<IFcnStage>(256)]
[Block<IFcnClassifier>, Block<IBilinear>(32), PixelCrossEntropy]
public partial class Fcn32Small;

/// <summary><see cref="Zoo.Fcn16Small"/> without its dropout.</summary>
[CnnModel(3, 128, 128)]
public partial class Fcn16Small
{
    [Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128), Block<IFcnStage>(256)] public static partial Stage Pool4 { get; }

    [Block<IFcnStage>(256), Block<IFcnClassifier>, Block<IBilinear>(2)] public static partial Stage Coarse { get; }

    [From(nameof(Pool4)), Conv(21, 1), Add(nameof(Coarse)), Block<IBilinear>(16), PixelCrossEntropy] public static partial Stage Scores { get; }
}

/// <summary><see cref="Zoo.Fcn8Small"/> without its dropout.</summary>
[CnnModel(3, 128, 128)]
public partial class Fcn8Small
{
    [Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128)] public static partial Stage Pool3 { get; }

    [Block<IFcnStage>(256)] public static partial Stage Pool4 { get; }

    [Block<IFcnStage>(256), Block<IFcnClassifier>, Block<IBilinear>(2)] public static partial Stage Coarse { get; }

    [From(nameof(Pool4)), Conv(21, 1), Add(nameof(Coarse)), Block<IBilinear>(2)] public static partial Stage Middle { get; }

    [From(nameof(Pool3)), Conv(21, 1), Add(nameof(Middle)), Block<IBilinear>(8), PixelCrossEntropy] public static partial Stage Scores { get; }
}

/// <summary>The hidden layers and the scores.</summary>
[Conv(512, 3, padding: 1), ReLU, Conv(512, 1), ReLU, Conv(21, 1)]
internal interface IFcnClassifier : IBlock;
