using System.Runtime.CompilerServices;
using CnnGen.Kernels;
using CnnGen.Threads;

namespace CnnGen.Tests.Harness;

/// <summary>
/// The suite's networks are small, so that by rights each step would stay whole and few machines would have four processors: here every step is cut as
/// finely as its shape allows, and teams have as many members as are asked for.
/// </summary>
internal static class FineCuts
{
    public const int MostThreads = 4;

    [ModuleInitializer]
    internal static void Set()
    {
        Cut.SmallestChunk = 1;
        Team.Processors = MostThreads;
    }
}
