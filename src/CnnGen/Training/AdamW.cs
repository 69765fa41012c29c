namespace CnnGen.Training;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019) as PyTorch defines it: <c>w -= rate * weightDecay * w</c> beside Adam's step,
/// so that the decay does not pass through the moments.
/// </summary>
/// <param name="learningRate">A number, or a schedule over steps; null for 0.001.</param>
/// <param name="beta1">Share of the mean of gradients that stays each step, from 0 to below 1.</param>
/// <param name="beta2">Share of the mean of their squares that stays each step, from 0 to below 1.</param>
/// <param name="epsilon">Added to the root of that mean, above 0.</param>
/// <param name="weightDecay">Share of each parameter, times the learning rate, that goes each step.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
public sealed class AdamW(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, float epsilon = 1e-8f, float weightDecay = 0.01f)
    : Adam(learningRate, beta1, beta2, epsilon, weightDecay)
{
    private protected override bool DecouplesDecay => true;
}
