namespace CnnGen.Kernels;

/// <summary>Gradients of the scale and shift that channels share, from sums over each sample: of d, then of d * xhat, a pair of rows a sample.</summary>
internal static unsafe class ChannelGradients
{
    /// <summary>Adds the sums of all samples, in order.</summary>
    public static void AddSamples(int samples, int lanes, float* sums, float* dGamma, float* dBeta)
    {
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
}
