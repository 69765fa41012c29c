using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="GroupNormalization"/> in two passes. With d the output's gradient through the activation, xhat the normalised input and
/// means over a sample's group: <c>dGamma = sum of d * xhat</c>, <c>dBeta = sum of d</c> over what shares them,
/// <c>dx = inverseDeviation * (gamma * d - mean(gamma * d) - xhat * mean(gamma * d * xhat))</c>.
/// </summary>
/// <remarks>d and xhat are computed again in each pass from x, y and the statistics; neither is ever stored.</remarks>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="groups">Groups of neighbouring channels, all of one size.</param>
/// <param name="perElement">Whether gamma and beta have a value for each element instead of one for each channel.</param>
/// <param name="activation">The activation behind the normalisation.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class GroupNormalizationGradient(Map x, Map y, Map dy, Map dx, int groups, bool perElement = false, Activation activation = default)
{
    private readonly AffineRows _rows = new(x);

    /// <summary>
    /// First pass: the two means of each sample's groups, in its pair of rows of <paramref name="means"/>, and dGamma and dBeta over the batch unless
    /// they are default.
    /// </summary>
    public void Reduce(
        Samples samples, Address input, Address gamma, Address output, Address gradient, Address statistics, Address means,
        Address dGamma = default, Address dBeta = default)
    {
        Affine affine = _rows.Or(gamma, default, perElement);
        int size = GroupStatistics.SizePerSample(x.Lanes);

        // The gradients of each element's own scale and shift are sums over the samples in order.
        activation.Run(perElement ? samples.Count : samples, 1, x, new ReduceKernel(
            this, new Places(this, input, output, gradient, statistics), affine, means.Pointer, perElement ? dGamma.Pointer : null, dBeta.Pointer, activation.Slope));

        bool perChannel = !perElement && !dGamma.IsNull;
        if (perChannel)
            ChannelGradients.AddSamples(samples, x.Lanes, means.Pointer, dGamma.Pointer, dBeta.Pointer);
        for (int sample = 0; sample < samples; sample++)
            GroupStatistics.MeanOverGroups(x, groups, perChannel ? gamma.Pointer : _rows.Ones, means.Pointer + ((nint)sample * size));
    }

    /// <summary>Second pass: overwrites every pixel of <paramref name="inputGradient"/>.</summary>
    public void Apply(
        Samples samples, Address input, Address gamma, Address output, Address gradient, Address statistics, Address means, Address inputGradient)
    {
        Affine affine = _rows.Or(gamma, default, perElement);
        activation.Run(samples, x.Height, x, new ApplyKernel(
            this, new Places(this, input, output, gradient, statistics), affine, means.Pointer, inputGradient.Pointer, activation.Slope));
    }

    /// <summary>What both passes read.</summary>
    private readonly struct Places(GroupNormalizationGradient maps, Address input, Address output, Address gradient, Address statistics)
    {
        private readonly float* _statistics = statistics.Pointer;
        private readonly float* _input = input.Pointer + maps.X.Origin;
        private readonly float* _output = output.Pointer + maps.Y.Origin;
        private readonly float* _gradient = gradient.Pointer + maps.Dy.Origin;

        public float* Statistics(int sample) => _statistics + ((nint)sample * GroupStatistics.SizePerSample(maps.X.Lanes));

        public float* Input(int sample, int row) => _input + ((nint)sample * maps.X.SampleStride) + (row * maps.X.RowStride);

        public float* Output(int sample, int row) => _output + ((nint)sample * maps.Y.SampleStride) + (row * maps.Y.RowStride);

        public float* Gradient(int sample, int row) => _gradient + ((nint)sample * maps.Dy.SampleStride) + (row * maps.Dy.RowStride);
    }

    private readonly struct ReduceKernel(
        GroupNormalizationGradient maps, Places places, Affine affine, float* partialSums, float* dGamma, float* dBeta, float slope) : IActivationKernel
    {
        /// <summary>A whole sample.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy) = (maps.X, maps.Y, maps.Dy);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width;
            bool first = sample == 0;
            float* own = places.Statistics(sample);
            float* sums = partialSums + ((nint)sample * GroupStatistics.SizePerSample(lanes));
            new Span<float>(sums, 2 * lanes).Clear();
            for (row = 0; row < x.Height; row++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(own + lane);
                    TVector deviation = TSimd.Load(own + lanes + lane);
                    TVector sum = TSimd.Load(sums + lane);
                    TVector product = TSimd.Load(sums + lanes + lane);
                    float* source = places.Input(sample, row) + lane;
                    float* value = places.Output(sample, row) + lane;
                    float* incoming = places.Gradient(sample, row) + lane;
                    nint element = ((nint)row * width * lanes) + lane;
                    for (int column = 0; column < width; column++, element += lanes)
                    {
                        TVector d = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value), TSimd.Load(incoming), factor);
                        TVector normal = TSimd.Multiply(TSimd.Subtract(TSimd.Load(source), mean), deviation);
                        if (dGamma is not null)
                        {
                            TSimd.Store(TSimd.MultiplyAdd(d, normal, first ? TSimd.Zero : TSimd.Load(dGamma + element)), dGamma + element);
                            TSimd.Store(TSimd.Add(d, first ? TSimd.Zero : TSimd.Load(dBeta + element)), dBeta + element);
                            d = TSimd.Multiply(d, TSimd.Load(affine.Gamma(0) + element));
                        }

                        sum = TSimd.Add(sum, d);
                        product = TSimd.MultiplyAdd(d, normal, product);
                        source += x.PixelStride;
                        value += y.PixelStride;
                        incoming += dy.PixelStride;
                    }

                    TSimd.Store(sum, sums + lane);
                    TSimd.Store(product, sums + lanes + lane);
                }
            }
        }
    }

    private readonly struct ApplyKernel(
        GroupNormalizationGradient maps, Places places, Affine affine, float* means, float* inputGradient, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy, Map dx) = (maps.X, maps.Y, maps.Dy, maps.Dx);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width;
            float* own = places.Statistics(sample);
            float* ownMeans = means + ((nint)sample * GroupStatistics.SizePerSample(lanes));
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector mean = TSimd.Load(own + lane);
                TVector deviation = TSimd.Load(own + lanes + lane);
                TVector meanGradient = TSimd.Load(ownMeans + lane);
                TVector meanProduct = TSimd.Load(ownMeans + lanes + lane);
                float* source = places.Input(sample, row) + lane;
                float* value = places.Output(sample, row) + lane;
                float* incoming = places.Gradient(sample, row) + lane;
                float* gamma = affine.Gamma(row * width) + lane;
                float* target = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride) + lane;
                for (int column = 0; column < width; column++)
                {
                    TVector d = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value), TSimd.Load(incoming), factor);
                    TVector normal = TSimd.Multiply(TSimd.Subtract(TSimd.Load(source), mean), deviation);
                    d = TSimd.Subtract(TSimd.Multiply(d, TSimd.Load(gamma)), meanGradient);
                    TSimd.Store(TSimd.Multiply(TSimd.Subtract(d, TSimd.Multiply(normal, meanProduct)), deviation), target);
                    source += x.PixelStride;
                    value += y.PixelStride;
                    incoming += dy.PixelStride;
                    gamma += affine.Step;
                    target += dx.PixelStride;
                }
            }
        }
    }

    private Map X => x;

    private Map Y => y;

    private Map Dy => dy;

    private Map Dx => dx;
}
