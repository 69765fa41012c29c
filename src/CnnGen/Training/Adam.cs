using System.Runtime.CompilerServices;
using CnnGen.Kernels;
using CnnGen.Kernels.Simd;

namespace CnnGen.Training;

/// <summary>
/// Adam (Kingma and Ba 2015) as PyTorch defines it. At step t: <c>g += weightDecay * w; m = beta1 * m + (1 - beta1) * g;
/// v = beta2 * v + (1 - beta2) * g^2; w -= rate / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon)</c>.
/// </summary>
public class Adam : Optimizer
{
    private const float DefaultRate = 1e-3f;

    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _epsilon;
    private readonly float _weightDecay;

    /// <param name="learningRate">A number, or a schedule over steps; null for 0.001.</param>
    /// <param name="beta1">Share of the mean of gradients that stays each step, from 0 to below 1.</param>
    /// <param name="beta2">Share of the mean of their squares that stays each step, from 0 to below 1.</param>
    /// <param name="epsilon">Added to the root of that mean, above 0.</param>
    /// <param name="weightDecay">L2 penalty on all parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public Adam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, float epsilon = 1e-8f, float weightDecay = 0)
        : base(learningRate ?? DefaultRate)
    {
        if (!(beta1 >= 0 && beta1 < 1))
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "Betas lie from 0 to below 1.");
        if (!(beta2 >= 0 && beta2 < 1))
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "Betas lie from 0 to below 1.");
        if (!(epsilon > 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Epsilon lies above 0.");
        if (!(weightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "Weight decay is not negative.");
        _beta1 = beta1;
        _beta2 = beta2;
        _epsilon = epsilon;
        _weightDecay = weightDecay;
    }

    internal override int StatePerParameter => 2;

    /// <summary>Whether weights decay beside the gradient instead of within it.</summary>
    private protected virtual bool DecouplesDecay => false;

    private protected sealed override unsafe void Update(Samples samples, Span<float> parameters, ReadOnlySpan<float> gradients, float factor, Span<float> state, long step)
    {
        double rate = LearningRate.At(step), age = step + 1;
        fixed (float* w = parameters, g = gradients, moments = state)
        {
            Blocks.Run(samples, parameters.Length, new Kernel(w, g, moments, moments + parameters.Length)
            {
                Factor = factor,
                Penalty = DecouplesDecay ? 0 : _weightDecay,
                Keep = DecouplesDecay ? (float)(1 - (rate * _weightDecay)) : 1,
                NewMean = (float)(1 - _beta1),
                KeepSquare = (float)_beta2,
                NewSquare = (float)(1 - _beta2),
                Rate = (float)(rate / (1 - Math.Pow(_beta1, age))),
                Unbias = (float)(1 / Math.Sqrt(1 - Math.Pow(_beta2, age))),
                Epsilon = _epsilon,
            });
        }
    }

    private readonly unsafe struct Kernel(float* w, float* g, float* means, float* squares) : IBlockKernel
    {
        public required float Factor { get; init; }

        public required float Penalty { get; init; }

        public required float Keep { get; init; }

        public required float NewMean { get; init; }

        public required float KeepSquare { get; init; }

        public required float NewSquare { get; init; }

        public required float Rate { get; init; }

        public required float Unbias { get; init; }

        public required float Epsilon { get; init; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int first, int end)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector factor = TSimd.Create(Factor), penalty = TSimd.Create(Penalty), keep = TSimd.Create(Keep);
            TVector newMean = TSimd.Create(NewMean), keepSquare = TSimd.Create(KeepSquare), newSquare = TSimd.Create(NewSquare);
            TVector minusRate = TSimd.Create(-Rate), unbias = TSimd.Create(Unbias), epsilon = TSimd.Create(Epsilon);
            for (int i = first; i < end; i += TSimd.Count)
            {
                TVector weight = TSimd.Load(w + i), mean = TSimd.Load(means + i);
                TVector gradient = TSimd.MultiplyAdd(penalty, weight, TSimd.Multiply(factor, TSimd.Load(g + i)));
                mean = Underflow.Flush<TSimd, TVector>(TSimd.MultiplyAdd(newMean, TSimd.Subtract(gradient, mean), mean));
                TVector square = TSimd.Multiply(newSquare, TSimd.Multiply(gradient, gradient));
                square = Underflow.Flush<TSimd, TVector>(TSimd.MultiplyAdd(keepSquare, TSimd.Load(squares + i), square));
                TSimd.Store(mean, means + i);
                TSimd.Store(square, squares + i);
                TVector deviation = TSimd.MultiplyAdd(TSimd.Sqrt(square), unbias, epsilon);
                TSimd.Store(TSimd.MultiplyAdd(minusRate, TSimd.Divide(mean, deviation), TSimd.Multiply(weight, keep)), w + i);
            }
        }
    }
}
