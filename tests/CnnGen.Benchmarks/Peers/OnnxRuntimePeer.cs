using CnnGen.Benchmarks.Onnx;
using CnnGen.Parameters;
using Microsoft.ML.OnnxRuntime;

namespace CnnGen.Benchmarks.Peers;

/// <summary>ONNX Runtime at its best: every graph optimisation, fixed shapes, tensors bound once.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input, _output;
    private readonly float[] _scores;

    public OnnxRuntimePeer(Network network, ParameterSet parameters, float[] images, int batch, int threads)
    {
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };
        NetworkGraph graph = network.Graph;
        _session = new InferenceSession(OnnxWriter.Write(graph, parameters, batch), options);
        _scores = new float[batch * graph.Scores.Count];
        _input = OrtValue.CreateTensorValueFromMemory(images, [batch, graph.Input.Channels, graph.Input.Height, graph.Input.Width]);
        _output = OrtValue.CreateTensorValueFromMemory(_scores, graph.ScoreLengths(batch));
        _binding = _session.CreateIoBinding();
        _binding.BindInput(OnnxWriter.InputName, _input);
        _binding.BindOutput(OnnxWriter.OutputName, _output);
    }

    /// <summary>Scores of the last run.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    public void Run() => _session.RunWithBinding(_options, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _input.Dispose();
        _output.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
