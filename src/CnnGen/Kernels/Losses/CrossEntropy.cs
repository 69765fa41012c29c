using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Sessions;

namespace CnnGen.Kernels;

/// <summary>
/// Softmax and cross entropy of each pixel in one pass, as PyTorch defines them. With p = softmax(logits), y the label, s the smoothing, w the class
/// weights, q_k = (1 - s) * w_y * [k = y] + s / classes * w_k, and W the sum of w_y over the pixels that count:
/// loss = 1 / W * sum of -sum_k q_k log p_k; dLogits_k = (p_k * sum_j q_j - q_k) / W.
/// </summary>
/// <remarks>
/// Pixels of the ignored label do not count: their gradient is 0. Where W is 0, so are loss and gradient. NaN among the logits makes the loss NaN, in
/// pixels that do not count too, since it would reach the weights.
/// </remarks>
/// <param name="logits">Layout of the logits.</param>
/// <param name="gradient">Layout of their gradient.</param>
/// <param name="smoothing">Label smoothing s (Szegedy et al. 2016, section 7), 0 for none.</param>
/// <param name="ignored">Label of the pixels that do not count.</param>
/// <param name="classWeights">Weight w of each class, or null for 1.</param>
/// <param name="weight">Factor of the loss and of the gradient.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class CrossEntropy(
    Map logits, Map gradient, float smoothing, int ignored = SessionPlan.Unlabelled, float[]? classWeights = null, float weight = 1)
{
    /// <summary>Floats that a plain pass takes in the time of one here, with its exponential.</summary>
    private const int FloatsPerFloat = 8;

    private readonly float[] _padding = ClassLanes.Padding(logits.Channels);
    private readonly float[] _weights = ClassLanes.Of(logits.Channels, k => classWeights?[k] ?? 1);

    /// <summary>The part of q that each class has whatever the label.</summary>
    private readonly float[] _spread = ClassLanes.Of(logits.Channels, k => smoothing / logits.Channels * (classWeights?[k] ?? 1));
    private readonly float _spreadSum = smoothing / logits.Channels * (classWeights?.Sum() ?? logits.Channels);

    /// <summary>Returns the loss and overwrites the gradient of the logits, not its border.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="scores">The logits.</param>
    /// <param name="labels">The class of each pixel, sample by sample and row by row, or the ignored label.</param>
    /// <param name="dScores">Their gradient.</param>
    public float Run(Samples samples, Address scores, ReadOnlySpan<int> labels, Address dScores)
    {
        labels = labels[..(samples * logits.Pixels)];
        double counted = 0, loss;
        foreach (int label in labels)
            counted += label == ignored ? 0 : _weights[label];
        double factor = counted > 0 ? weight / counted : 0;
        fixed (float* padding = _padding, weights = _weights, spread = _spread)
        fixed (int* classes = labels)
        {
            loss = EachRow.Sum(samples, logits.Height, (long)FloatsPerFloat * logits.Pixels * logits.Lanes, logits.Lanes, new Kernel(
                logits, gradient, scores.Pointer, dScores.Pointer, classes, ignored, padding, weights, 1 - smoothing, spread, _spreadSum, (float)factor));
        }

        return (float)(factor * loss);
    }

    private readonly struct Kernel(
        Map x, Map dx, float* logits, float* gradient, int* labels, int ignored,
        float* padding, float* weights, float hit, float* spread, float spreadSum, float factor) : IRowSumKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public double Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int* label = labels + ((((nint)sample * x.Height) + row) * x.Width);
            double sum = 0;
            WeightedLogarithms logarithms = new();
            float* source = logits + x.Origin + ((nint)sample * x.SampleStride) + ((nint)row * x.RowStride);
            float* target = gradient + dx.Origin + ((nint)sample * dx.SampleStride) + ((nint)row * dx.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += dx.PixelStride)
                sum += Pixel<TSimd, TVector>(source, target, *label++, ref logarithms);
            return sum + logarithms.Sum;
        }

        /// <summary>Writes a pixel's gradient and returns its loss, without the factor and the logarithm that it adds to <paramref name="logarithms"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private double Pixel<TSimd, TVector>(float* source, float* target, int label, ref WeightedLogarithms logarithms)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            TVector largest = TSimd.Add(TSimd.Load(source), TSimd.Load(padding));
            for (int lane = TSimd.Count; lane < lanes; lane += TSimd.Count)
                largest = TSimd.Max(largest, TSimd.Add(TSimd.Load(source + lane), TSimd.Load(padding + lane)));
            float max = TSimd.Largest(largest);

            TVector shift = TSimd.Create(max), exponentials = TSimd.Zero, spreadLogits = TSimd.Zero;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector shifted = TSimd.Subtract(TSimd.Load(source + lane), shift);
                spreadLogits = TSimd.MultiplyAdd(TSimd.Load(spread + lane), shifted, spreadLogits);
                TVector exponential = Elementary.Exp<TSimd, TVector>(TSimd.Add(shifted, TSimd.Load(padding + lane)));
                exponentials = TSimd.Add(exponentials, exponential);
                TSimd.Store(exponential, target + lane);
            }

            float sum = TSimd.Sum(exponentials);
            bool counts = label != ignored;
            float own = counts ? hit * weights[label] : 0, all = counts ? own + spreadSum : 0, share = counts ? factor : 0;
            TVector scale = TSimd.Create(share * all / sum), spreadScale = TSimd.Create(share);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
                TSimd.Store(TSimd.Subtract(TSimd.Multiply(TSimd.Load(target + lane), scale), TSimd.Multiply(TSimd.Load(spread + lane), spreadScale)), target + lane);
            logarithms.Add(all, sum);
            if (!counts)
                return 0;
            target[label] -= factor * own;
            return (-own * (source[label] - max)) - (spreadSum == 0 ? 0 : TSimd.Sum(spreadLogits));
        }
    }

    /// <summary>Sums weight * log(value) of values from 1 on: neighbours of one weight are multiplied, and share a logarithm, which would take two fifths of the pass.</summary>
    private struct WeightedLogarithms()
    {
        /// <summary>Leaves room for one more float.</summary>
        private const double Most = 1e250;

        private double _finished;
        private double _product = 1;
        private float _weight;

        public readonly double Sum => _finished + (_weight * Math.Log(_product));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float weight, float value)
        {
            if (weight != _weight || _product > Most)
            {
                _finished = Sum;
                _product = 1;
                _weight = weight;
            }

            _product *= value;
        }
    }
}
