using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>An activation function as emitted code names it.</summary>
public readonly record struct Activation
{
    private Activation(TileActivation tile, float slope)
    {
        Tile = tile;
        Slope = slope;
    }

    /// <summary><c>max(0, x)</c>.</summary>
    public static Activation ReLU { get; } = new(TileActivation.ReLU, 0);

    internal TileActivation Tile { get; }

    internal float Slope { get; }

    /// <summary><c>x</c> above zero, <c>slope * x</c> below.</summary>
    public static Activation LeakyReLU(float slope) => new(TileActivation.LeakyReLU, slope);

    /// <summary>Calls the kernel with this function as a type, so that the JIT compiles a loop of its own for it.</summary>
    internal void Run<TKernel>(int lanes, TKernel kernel)
        where TKernel : struct, IActivationKernel
    {
        switch (Tile)
        {
            case TileActivation.ReLU:
                Width.Run(lanes, new Typed<TKernel, ReLUFunction>(kernel));
                break;
            case TileActivation.LeakyReLU:
                Width.Run(lanes, new Typed<TKernel, LeakyReLUFunction>(kernel));
                break;
            default:
                Width.Run(lanes, new Typed<TKernel, IdentityFunction>(kernel));
                break;
        }
    }

    private readonly struct Typed<TKernel, TFunction>(TKernel kernel) : IWidthKernel
        where TKernel : struct, IActivationKernel
        where TFunction : struct, IActivationFunction
    {
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => kernel.Run<TSimd, TVector, TFunction>();
    }
}

/// <summary>A kernel that can be compiled for any width and activation function.</summary>
internal interface IActivationKernel
{
    void Run<TSimd, TVector, TFunction>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction;
}

/// <summary>An activation function over vectors, and its derivative from the function's value.</summary>
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
