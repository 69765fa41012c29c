namespace CnnGen;

/// <summary>Keeps the stage's output in memory to the end of a run, so that a session can read it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeepAttribute : Attribute;
