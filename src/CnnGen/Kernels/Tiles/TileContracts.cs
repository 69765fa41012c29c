namespace CnnGen.Kernels.Tiles;

/// <summary>Asks the generator for the register tiles of one vector width.</summary>
/// <param name="lanes">Floats a vector.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RegisterTilesAttribute(int lanes) : Attribute
{
    public int Lanes { get; } = lanes;
}

/// <summary>A tile's vectors and the most rows that it takes with them.</summary>
internal readonly record struct TileShape(int Vectors, int MaxRows);

/// <summary>Channels of groups that share the lanes of a gradient tile, and the most taps that it takes with them.</summary>
internal readonly record struct GroupShape(int Width, int MaxTaps);

/// <summary>What a forward tile does to its sums before it stores them.</summary>
internal enum TileActivation
{
    None,
    ReLU,
    LeakyReLU,
}

/// <summary>
/// What the forward tiles of one call have in common: y[row][lane] = activation(bias[lane] + added[row][lane] + sum of x[row][tap + k] * w[tap, k][lane]);
/// in groups of n channels, x[row][tap + k + lane - lane % n] stands for x[row][tap + k].
/// </summary>
internal unsafe struct ForwardTile
{
    /// <summary>Channels of the groups that share the lanes, a run's length then; 0 where all lanes see the same inputs.</summary>
    public int GroupWidth;

    /// <summary>Floats from a row's first input to the start of each run; the weights' rows follow in the same order.</summary>
    public int* Taps;

    public int TapCount;

    /// <summary>Inputs of a run, next to one another.</summary>
    public nint RunLength;

    /// <summary>Floats from one row's input to the next row's.</summary>
    public nint PixelStep;

    /// <summary>Floats from one row of weights to the next.</summary>
    public nint WeightStride;

    /// <summary>What is asked for of the next weights, beginning here and going on by <see cref="NextStep"/> with each row of the present ones.</summary>
    public float* Next;

    /// <summary>Floats from what is asked for with one row of weights to what is asked for with the next; 0 to ask for nothing.</summary>
    public nint NextStep;

    /// <summary>Where what is asked for ends: from here on it is <see cref="NextShare"/> floats before.</summary>
    public float* NextEnd;

    /// <summary>Floats of what is asked for in turns; 0 where it goes on without an end.</summary>
    public nint NextShare;

    /// <summary>Floats from one row's output to the next row's.</summary>
    public nint OutputStep;

    /// <summary>What is added to the first row, or null for nothing.</summary>
    public float* Added;

    /// <summary>Floats from what is added to one row to what is added to the next.</summary>
    public nint AddedStep;

    public TileActivation Activation;

    /// <summary>Slope below zero of a leaky ReLU.</summary>
    public float Slope;
}

/// <summary>
/// What the gradient tiles of one call have in common: dw[row][lane] (+)= sum over pixels of x[pixel][row] * dy[pixel][lane]; in groups of n channels
/// dw[tap, k][lane], of x[pixel + tap][k + lane - lane % n].
/// </summary>
internal struct GradientTile
{
    public nint Rows;

    /// <summary>Pixels of a row.</summary>
    public nint Columns;

    /// <summary>Floats of x from one row of pixels to the next.</summary>
    public nint RowStep;

    /// <summary>Floats of x from one pixel to the next.</summary>
    public nint PixelStep;

    /// <summary>Floats of dy from one row of pixels to the next.</summary>
    public nint GradientRowStep;

    /// <summary>Floats of dy from one pixel to the next.</summary>
    public nint GradientStep;

    /// <summary>Channels of the groups that share the lanes; 0 where all lanes see the same inputs.</summary>
    public int GroupWidth;

    /// <summary>Floats of x from one tap to the next, in groups.</summary>
    public nint InputStep;

    /// <summary>Floats from one row of dw to the next.</summary>
    public nint WeightStride;

    /// <summary>Whether the sums start from what dw holds.</summary>
    public bool Accumulate;
}
