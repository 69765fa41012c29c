using System;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Diagnostics;

/// <summary>Where a problem lies in a declaration: the class, or one of its parts as the front end numbered them.</summary>
/// <param name="Element">Number of a stage or a layer in the order they were read, or -1 for the class.</param>
/// <param name="Argument">Name of an argument, or empty for the whole element.</param>
internal readonly record struct Site(int Element = -1, string Argument = "")
{
    public static Site Class => new(-1, "");
}

/// <summary>A diagnostic without its location: equatable, so that it may travel through the pipeline.</summary>
internal sealed record Problem(string Id, Site Site, EquatableArray<string> Arguments)
{
    public static Problem Of(DiagnosticDescriptor descriptor, Site site, params string[] arguments) =>
        new(descriptor.Id, site, arguments.ToEquatableArray());
}

/// <summary>Ends the compilation of a declaration that makes no sense; caught at the border of the compiler, never seen by users.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Id)
{
    public Problem Problem { get; } = problem;
}
