using CnnGen.Kernels;
using CnnGen.Kernels.Simd;
using CnnGen.Parameters;
using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model in place, without allocating once it is made. One thread at a time may use it.</summary>
public abstract class Trainer : Session
{
    private readonly ParameterSet _gradients;
    private readonly float[] _state;
    private readonly float[] _inputGradient;
    private int _inputGradientSamples;

    /// <param name="model">The model to train.</param>
    /// <param name="batch">The most samples of a step.</param>
    /// <param name="optimizer">The update rule; it may serve many trainers.</param>
    /// <param name="seed">Seed of dropout.</param>
    /// <param name="threads">The most threads of a step.</param>
    /// <param name="plan">The generator's memory plan.</param>
    protected Trainer(Model model, int batch, Optimizer optimizer, int seed, int threads, SessionPlan plan)
        : base(model, Checked(batch, optimizer, threads), batch, threads, plan)
    {
        Optimizer = optimizer;
        Seed = (uint)seed;
        ParameterInfo[] trainable = [.. model.Layout.Parameters.Where(info => info.Offset < model.Layout.Trainable)];
        _gradients = new ParameterSet(trainable, model.Layout.Trainable);
        _state = new float[(long)optimizer.StatePerParameter * model.Layout.Trainable];
        _inputGradient = new float[(long)batch * plan.InputCount];
    }

    /// <summary>The update rule.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The gradient of the mean loss for each trainable parameter, as the last step or <c>ComputeGradients</c> left it.</summary>
    public ParameterSet Gradients => _gradients;

    /// <summary>
    /// The gradient of the mean loss with respect to the images of the last <c>ComputeGradients</c>, NCHW; empty before, and after any
    /// other call.
    /// </summary>
    public ReadOnlySpan<float> InputGradient => _inputGradient.AsSpan(0, _inputGradientSamples * Plan.InputCount);

    /// <summary>Seed of dropout.</summary>
    protected ulong Seed { get; }

    /// <summary>The step whose random numbers are drawn.</summary>
    protected ulong RandomStep => (ulong)Steps;

    /// <summary>Place of a parameter's gradient.</summary>
    protected Address Gradient(int offset) => _gradients.Address + offset;

    /// <summary>Forward pass in training mode; returns the loss and leaves the gradient of the scores in the arena.</summary>
    protected abstract float Forward(Samples samples);

    /// <summary>Backward pass to all parameters.</summary>
    protected abstract void Backward(Samples samples);

    /// <summary>The last step of the backward pass, to the input.</summary>
    protected abstract void BackwardToInput(Samples samples);

    /// <summary>Moves running statistics by those of the batch.</summary>
    protected abstract void UpdateStatistics(Samples samples);

    private protected float RunLoss(ReadOnlySpan<float> images, int samples) => RunLoss(images, Share(samples));

    private float RunLoss(ReadOnlySpan<float> images, Samples samples)
    {
        _inputGradientSamples = 0;
        Transfer.Import(Plan.Input, samples, images, At(Plan.InputOffset), Plan.Mean, Plan.Deviation);
        float loss = Forward(samples);
        GC.KeepAlive(this);
        if (!float.IsFinite(loss))
        {
            throw new NotFiniteNumberException(
                $"The loss is {loss} at step {Steps}; the model was not changed. Look for NaN or very large images, or lower the learning rate.", loss);
        }

        return loss;
    }

    private protected float RunGradients(ReadOnlySpan<float> images, int count)
    {
        Samples samples = Share(count);
        float loss = RunLoss(images, samples);
        Backward(samples);
        BackwardToInput(samples);
        Transfer.Export(Plan.InputGradient, samples, At(Plan.InputGradientOffset), _inputGradient.AsSpan(0, samples * Plan.InputCount), Plan.Deviation);
        _inputGradientSamples = samples;
        GC.KeepAlive(this);
        return loss;
    }

    private protected float RunStep(ReadOnlySpan<float> images, int count)
    {
        Samples samples = Share(count);
        float loss = RunLoss(images, samples);
        Backward(samples);
        UpdateStatistics(samples);
        Optimizer.Update(samples, Model.Parameters.Block[..Model.Layout.Trainable], _gradients.Block, _state, Steps);
        Steps++;
        GC.KeepAlive(this);
        return loss;
    }

    private protected int CountTrainingSamples(int length, string parameter)
    {
        int samples = CountSamples(length, parameter);
        if (samples < Plan.MinimumSamples)
        {
            throw new ArgumentException(
                "Batch normalisation of a single pixel needs at least two samples in a training step: the variance of one value is undefined.", parameter);
        }

        return samples;
    }

    private static int Checked(int batch, Optimizer optimizer, int threads)
    {
        Check(batch, threads);
        ArgumentNullException.ThrowIfNull(optimizer);
        return batch;
    }
}
