using CnnGen.Start;
using Microsoft.ML.OnnxRuntime;

// One thread and every graph optimisation, as the comparison of predictions has them.
Life life = new(args);
using SessionOptions options = new()
{
    GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
    ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
    IntraOpNumThreads = 1,
    InterOpNumThreads = 1,
};
using InferenceSession session = new(life.Weights, options);
long[] shape = [.. session.InputMetadata.Values.Single().Dimensions.Select(length => (long)length)];
float[] scores = new float[session.OutputMetadata.Values.Single().Dimensions.Aggregate((product, length) => product * length)];
long[] scoreShape = [.. session.OutputMetadata.Values.Single().Dimensions.Select(length => (long)length)];
using OrtValue input = OrtValue.CreateTensorValueFromMemory(life.ReadImage(), shape);
using OrtValue output = OrtValue.CreateTensorValueFromMemory(scores, scoreShape);
using OrtIoBinding binding = session.CreateIoBinding();
binding.BindInput(session.InputNames[0], input);
binding.BindOutput(session.OutputNames[0], output);
using RunOptions run = new();
session.RunWithBinding(run, binding);
life.Tell(scores, () => session.RunWithBinding(run, binding));
