using System.Runtime.CompilerServices;
using CnnGen.Kernels;
using CnnGen.Kernels.Simd;

namespace CnnGen.Training;

/// <summary>
/// Stochastic gradient descent as PyTorch defines it: <c>g += weightDecay * w; v = momentum * v + g; w -= rate * v</c>, and with Nesterov
/// <c>w -= rate * (g + momentum * v)</c>.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private readonly float _weightDecay;

    /// <param name="learningRate">A number, or a schedule over steps.</param>
    /// <param name="momentum">Share of the velocity that stays each step, from 0 to below 1.</param>
    /// <param name="nesterov">Whether the step looks ahead along the velocity (Sutskever et al. 2013).</param>
    /// <param name="weightDecay">L2 penalty on all parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public Sgd(LearningRate learningRate, float momentum = 0, bool nesterov = false, float weightDecay = 0)
        : base(learningRate)
    {
        if (!(momentum >= 0 && momentum < 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum lies from 0 to below 1.");
        if (!(weightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "Weight decay is not negative.");
        if (nesterov && momentum == 0)
            throw new ArgumentException("Nesterov needs a momentum above 0.", nameof(nesterov));
        _momentum = momentum;
        _nesterov = nesterov;
        _weightDecay = weightDecay;
    }

    internal override int StatePerParameter => _momentum > 0 ? 1 : 0;

    private protected override unsafe void Update(Samples samples, Span<float> parameters, ReadOnlySpan<float> gradients, float factor, Span<float> state, long step)
    {
        fixed (float* w = parameters, g = gradients, v = state)
            Blocks.Run(samples, parameters.Length, new Kernel(w, g, factor, v, LearningRate.At(step), _momentum, _nesterov, _weightDecay));
    }

    private readonly unsafe struct Kernel(float* w, float* g, float factor, float* v, float rate, float momentum, bool nesterov, float weightDecay) : IBlockKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int first, int end)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector minusRate = TSimd.Create(-rate), keep = TSimd.Create(momentum), decay = TSimd.Create(weightDecay);
            TVector scale = TSimd.Create(factor);
            for (int i = first; i < end; i += TSimd.Count)
            {
                TVector weight = TSimd.Load(w + i);
                TVector step = TSimd.MultiplyAdd(decay, weight, TSimd.Multiply(scale, TSimd.Load(g + i)));
                if (momentum > 0)
                {
                    TVector velocity = Underflow.Flush<TSimd, TVector>(TSimd.MultiplyAdd(keep, TSimd.Load(v + i), step));
                    TSimd.Store(velocity, v + i);
                    step = nesterov ? TSimd.MultiplyAdd(keep, velocity, step) : velocity;
                }

                TSimd.Store(TSimd.MultiplyAdd(minusRate, step, weight), w + i);
            }
        }
    }
}
