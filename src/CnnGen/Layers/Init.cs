namespace CnnGen;

/// <summary>How a layer's weights begin.</summary>
public enum Init
{
    /// <summary>He for weights before a hidden layer, Glorot for the last linear layer, whose outputs no ReLU halves.</summary>
    Default,

    /// <summary>Uniform with <c>bound = sqrt(6 / fanIn)</c> (He et al. 2015).</summary>
    HeUniform,

    /// <summary>Uniform with <c>bound = sqrt(6 / (fanIn + fanOut))</c> (Glorot and Bengio 2010).</summary>
    GlorotUniform,
}
