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
        int samples, Address input, Address gamma, Address output, Address gradient, Address statistics, Address means,
        Address dGamma = default, Address dBeta = default)
    {
        Affine affine = _rows.Or(gamma, default, perElement);
        int size = GroupStatistics.SizePerSample(x.Lanes);
        for (int sample = 0; sample < samples; sample++)
        {
            activation.Run(x.Lanes, new ReduceKernel(
                this, new SamplePlaces(this, sample, input, output, gradient, statistics), affine, means.Pointer + ((nint)sample * size),
                perElement ? dGamma.Pointer : null, dBeta.Pointer, sample == 0, activation.Slope));
        }

        bool perChannel = !perElement && !dGamma.IsNull;
        if (perChannel)
            AddSamples(samples, means.Pointer, dGamma.Pointer, dBeta.Pointer);
        for (int sample = 0; sample < samples; sample++)
            GroupStatistics.MeanOverGroups(x, groups, perChannel ? gamma.Pointer : _rows.Ones, means.Pointer + ((nint)sample * size));
    }

    /// <summary>Second pass: overwrites every pixel of <paramref name="inputGradient"/>.</summary>
    public void Apply(
        int samples, Address input, Address gamma, Address output, Address gradient, Address statistics, Address means, Address inputGradient)
    {
        Affine affine = _rows.Or(gamma, default, perElement);
        for (int sample = 0; sample < samples; sample++)
        {
            activation.Run(x.Lanes, new ApplyKernel(
                this, new SamplePlaces(this, sample, input, output, gradient, statistics), affine,
                means.Pointer + ((nint)sample * GroupStatistics.SizePerSample(x.Lanes)), inputGradient.Pointer + ((nint)sample * dx.SampleStride), activation.Slope));
        }
    }

    /// <summary>Joins the sums of all samples by channel, in order.</summary>
    private void AddSamples(int samples, float* sums, float* dGamma, float* dBeta)
    {
        int lanes = x.Lanes;
        for (int lane = 0; lane < lanes; lane++)
        {
            double sum = 0, product = 0;
            for (int sample = 0; sample < samples; sample++)
            {
                float* own = sums + ((nint)sample * 2 * lanes) + lane;
                sum += own[0];
                product += own[lanes];
            }

            dBeta[lane] = (float)sum;
            dGamma[lane] = (float)product;
        }
    }

    /// <summary>What both passes read of one sample.</summary>
    private readonly struct SamplePlaces(
        GroupNormalizationGradient maps, int sample, Address input, Address output, Address gradient, Address statistics)
    {
        public readonly float* Statistics = statistics.Pointer + ((nint)sample * GroupStatistics.SizePerSample(maps.X.Lanes));
        private readonly float* _input = input.Pointer + maps.X.Origin + ((nint)sample * maps.X.SampleStride);
        private readonly float* _output = output.Pointer + maps.Y.Origin + ((nint)sample * maps.Y.SampleStride);
        private readonly float* _gradient = gradient.Pointer + maps.Dy.Origin + ((nint)sample * maps.Dy.SampleStride);

        public float* Input(int row) => _input + (row * maps.X.RowStride);

        public float* Output(int row) => _output + (row * maps.Y.RowStride);

        public float* Gradient(int row) => _gradient + (row * maps.Dy.RowStride);
    }

    private readonly struct ReduceKernel(
        GroupNormalizationGradient maps, SamplePlaces places, Affine affine, float* sums, float* dGamma, float* dBeta, bool first, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy) = (maps.X, maps.Y, maps.Dy);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width;
            new Span<float>(sums, 2 * lanes).Clear();
            for (int row = 0; row < x.Height; row++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(places.Statistics + lane);
                    TVector deviation = TSimd.Load(places.Statistics + lanes + lane);
                    TVector sum = TSimd.Load(sums + lane);
                    TVector product = TSimd.Load(sums + lanes + lane);
                    float* source = places.Input(row) + lane;
                    float* value = places.Output(row) + lane;
                    float* incoming = places.Gradient(row) + lane;
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
        GroupNormalizationGradient maps, SamplePlaces places, Affine affine, float* means, float* inputGradient, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy, Map dx) = (maps.X, maps.Y, maps.Dy, maps.Dx);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width;
            for (int row = 0; row < x.Height; row++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(places.Statistics + lane);
                    TVector deviation = TSimd.Load(places.Statistics + lanes + lane);
                    TVector meanGradient = TSimd.Load(means + lane);
                    TVector meanProduct = TSimd.Load(means + lanes + lane);
                    float* source = places.Input(row) + lane;
                    float* value = places.Output(row) + lane;
                    float* incoming = places.Gradient(row) + lane;
                    float* gamma = affine.Gamma(row * width) + lane;
                    float* target = inputGradient + dx.Origin + (row * dx.RowStride) + lane;
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
    }

    private Map X => x;

    private Map Y => y;

    private Map Dy => dy;

    private Map Dx => dx;
}
