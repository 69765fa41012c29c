using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity;

/// <summary>TorchSharp's outcome, in the precision asked for.</summary>
internal sealed class TorchSide : IDisposable
{
    private readonly NetworkPair _network;
    private readonly nn.Module<Tensor, Tensor> _module;
    private readonly Tensor _samples, _answers;
    private readonly bool _classifies;
    private readonly optim.Optimizer _optimizer;

    private TorchSide(NetworkPair network, nn.Module<Tensor, Tensor> module, Exercise exercise, ScalarType precision)
    {
        _network = network;
        _module = module;
        _classifies = exercise.Labels.Length > 0;
        _samples = tensor(exercise.Samples, [exercise.Batch, .. network.Input.Select(length => (long)length)]).to(precision);
        _samples.requires_grad = true;
        _answers = _classifies ? tensor(exercise.Labels.Select(label => (long)label).ToArray(), int64) : tensor(exercise.Targets).to(precision);
        _optimizer = optim.SGD(module.parameters(), exercise.Rate, Exercise.Momentum);
    }

    /// <summary>Runs a module of its own with the state of another.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">The module whose state is taken.</param>
    /// <param name="exercise">What is given.</param>
    /// <param name="precision">The type of all numbers.</param>
    public static Outcome Run(NetworkPair network, nn.Module<Tensor, Tensor> state, Exercise exercise, ScalarType precision)
    {
        using nn.Module<Tensor, Tensor> module = network.Written();
        _ = module.load_state_dict(state.state_dict());
        _ = module.to(precision);
        using TorchSide side = new(network, module, exercise, precision);
        return side.Run();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _samples.Dispose();
        _answers.Dispose();
    }

    private Outcome Run()
    {
        float[] scores = Predict();
        _module.train();
        foreach (nn.Module dropout in _module.modules().Where(module => module is Dropout or Dropout2d))
            dropout.eval();

        float[] losses = new float[Exercise.Steps];
        losses[0] = Step();
        Dictionary<string, float[]> gradients = _module.named_parameters().ToDictionary(
            entry => _network.Names.Rename(entry.name), entry => ToArray(entry.parameter.grad!));
        float[] inputGradient = ToArray(_samples.grad!);
        Dictionary<string, float[]> statistics = _module.named_buffers()
            .Where(entry => entry.buffer.dtype != int64)
            .ToDictionary(entry => _network.Names.Rename(entry.name), entry => ToArray(entry.buffer));
        for (int step = 1; step < losses.Length; step++)
            losses[step] = Step();

        return new Outcome
        {
            Scores = scores,
            Loss = losses[0],
            Gradients = gradients,
            InputGradient = inputGradient,
            Statistics = statistics,
            Losses = losses,
        };
    }

    private float[] Predict()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        _module.eval();
        return ToArray(_module.call(_samples));
    }

    private float Step()
    {
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = Loss(_module.call(_samples));
        if (_module is IAuxiliaryClassifiers auxiliaries)
        {
            foreach (Tensor scores in auxiliaries.Scores)
                loss += IAuxiliaryClassifiers.Weight * Loss(scores);
        }

        loss.backward();
        _ = _optimizer.step();
        return loss.to(float32).item<float>();
    }

    private Tensor Loss(Tensor outputs) => _classifies
        ? F.cross_entropy(outputs, _answers.reshape([outputs.shape[0], .. outputs.shape[2..]]))
        : F.mse_loss(outputs, _answers.reshape(outputs.shape));

    private static float[] ToArray(Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        return value.detach().to(float32).contiguous().data<float>().ToArray();
    }
}
