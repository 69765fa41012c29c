namespace CnnGen.Tests.Harness;

/// <summary>No data was found on which the oracle's decisions are those of code in floats too, so that nothing could be compared.</summary>
internal sealed class UndecidedException(string message) : Exception(message);
