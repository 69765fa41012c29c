namespace CnnGen.Tests.Harness;

/// <summary>Numbers of the generated code differ from the oracle's by more than the tolerance.</summary>
internal sealed class DisagreementException(string message) : Xunit.Sdk.XunitException(message);
