namespace CnnGen.Benchmarks;

/// <summary>What a peer needs to know of a layer; sizes are those of the parameters.</summary>
internal abstract record Layer;

/// <summary>Convolution of stride 1 with <c>Name.weight</c> and <c>Name.bias</c>.</summary>
internal sealed record ConvLayer(string Name, int Padding) : Layer;

/// <summary>Batch normalisation with <c>Name.weight</c>, <c>.bias</c>, <c>.running_mean</c>, <c>.running_var</c>.</summary>
internal sealed record BatchNormLayer(string Name) : Layer
{
    public const double Momentum = 0.1, Epsilon = 1e-5;
}

internal sealed record ReluLayer : Layer;

/// <summary>Max pooling without padding; windows do not overlap.</summary>
internal sealed record MaxPoolLayer(int Size) : Layer;

internal sealed record FlattenLayer : Layer;

/// <summary>Linear layer with <c>Name.weight</c> (out x in) and <c>Name.bias</c>.</summary>
internal sealed record LinearLayer(string Name) : Layer;

internal sealed record DropoutLayer(double Rate) : Layer;
