namespace CnnGen.Tests.Harness;

/// <summary>Numbers of the generated code differ from the oracle's by more than the tolerance.</summary>
internal sealed class DisagreementException(string message, bool ofGradients) : Xunit.Sdk.XunitException(message)
{
    /// <summary>Whether they are gradients.</summary>
    public bool OfGradients => ofGradients;
}
