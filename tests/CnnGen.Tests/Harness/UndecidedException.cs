namespace CnnGen.Tests.Harness;

/// <summary>Network and oracle differ on all numbers that were drawn, and on all of them roundings may have decided: nothing is shown.</summary>
internal sealed class UndecidedException(string message) : Exception(message);
