using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>An activation function as emitted code names it.</summary>
public readonly record struct Activation
{
    private readonly Function _function;

    private Activation(Function function, float slope = 0)
    {
        _function = function;
        Slope = slope;
    }

    private enum Function
    {
        Identity,
        ReLU,
        LeakyReLU,
        Sigmoid,
        Tanh,
    }

    /// <summary><c>max(0, x)</c>.</summary>
    public static Activation ReLU { get; } = new(Function.ReLU);

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public static Activation Sigmoid { get; } = new(Function.Sigmoid);

    /// <summary><c>tanh x</c>.</summary>
    public static Activation Tanh { get; } = new(Function.Tanh);

    /// <summary>Whether register tiles apply it: exponential functions would need more registers than a tile leaves, and more code than a tile is.</summary>
    internal bool RunsInTiles => _function is Function.Identity or Function.ReLU or Function.LeakyReLU;

    internal TileActivation Tile => _function switch
    {
        Function.ReLU => TileActivation.ReLU,
        Function.LeakyReLU => TileActivation.LeakyReLU,
        _ => TileActivation.None,
    };

    internal float Slope { get; }

    /// <summary><c>x</c> above zero, <c>slope * x</c> below.</summary>
    public static Activation LeakyReLU(float slope) => new(Function.LeakyReLU, slope);

    /// <summary>Clears the lanes past the last channel where the function is not 0 at 0; called behind each kernel that applied it.</summary>
    internal unsafe void ClearPadding(Map map, int samples, float* address)
    {
        if (_function == Function.Sigmoid)
            Zero.Padding(map, samples, address);
    }

    /// <summary>Runs the kernel over <paramref name="rows"/> rows of each sample with this function as a type, so that the JIT compiles a loop of its own for it.</summary>
    internal void Run<TKernel>(Samples samples, int rows, Map map, TKernel kernel)
        where TKernel : struct, IActivationKernel => Choose(new Rows<TKernel>(samples, rows, map, kernel));

    /// <summary>Calls what takes this function as a type.</summary>
    internal void Choose<TChoice>(TChoice choice)
        where TChoice : struct, IActivationChoice
    {
        switch (_function)
        {
            case Function.ReLU:
                choice.With<ReLUFunction>();
                break;
            case Function.LeakyReLU:
                choice.With<LeakyReLUFunction>();
                break;
            case Function.Sigmoid:
                choice.With<SigmoidFunction>();
                break;
            case Function.Tanh:
                choice.With<TanhFunction>();
                break;
            default:
                choice.With<IdentityFunction>();
                break;
        }
    }

    private readonly struct Rows<TKernel>(Samples samples, int rows, Map map, TKernel kernel) : IActivationChoice
        where TKernel : struct, IActivationKernel
    {
        public void With<TFunction>()
            where TFunction : struct, IActivationFunction => EachRow.Run(samples, rows, map, new Typed<TKernel, TFunction>(kernel));
    }

    private readonly struct Typed<TKernel, TFunction>(TKernel kernel) : IRowKernel
        where TKernel : struct, IActivationKernel
        where TFunction : struct, IActivationFunction
    {
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => kernel.Run<TSimd, TVector, TFunction>(sample, row);
    }
}

/// <summary>What is done with an activation function once its type is known.</summary>
internal interface IActivationChoice
{
    void With<TFunction>()
        where TFunction : struct, IActivationFunction;
}

/// <summary>A row kernel that can be compiled for any activation function.</summary>
internal interface IActivationKernel
{
    void Run<TSimd, TVector, TFunction>(int sample, int row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction;
}

/// <summary>An activation function over vectors that never decreases, and its derivative from the function's value.</summary>
internal interface IActivationFunction
{
    static abstract TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>The gradient <c>dy * f'(x)</c>, given <c>y = f(x)</c>.</summary>
    static abstract TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}
