using System.Diagnostics;
using System.Globalization;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Networks;

/// <summary>Kernels read and write their own memory alone: with forbidden pages around it, whatever strays ends the process that runs here as a child.</summary>
public sealed class GuardedNetworkTests
{
    public static TheoryData<int> Seeds => Effort.Data(usually: 1, ofTen: 1);

    [LinuxTheory]
    [MemberData(nameof(Seeds))]
    public void Networks_StayInTheirMemory(int seed)
    {
        (int exit, string output, string errors) = Start(GuardedNetworks.Command, seed.ToString(CultureInfo.InvariantCulture));
        Assert.True(exit == 0, $"exit {exit}, last\n{output[Math.Max(0, output.LastIndexOf("a page ", StringComparison.Ordinal))..]}\n{errors}");
    }

    [LinuxTheory]
    [InlineData(GuardedNetworks.ArenaTrap)]
    [InlineData(GuardedNetworks.ParameterTrap)]
    public void StepOutside_EndsTheProcess(string trap) =>
        Assert.Contains("AccessViolationException", Start(trap).Errors, StringComparison.Ordinal);

    private static (int Exit, string Output, string Errors) Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["exec", typeof(GuardedNetworkTests).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>A theory of pages' protection, which is asked of Linux.</summary>
    private sealed class LinuxTheoryAttribute : TheoryAttribute
    {
        public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs Linux";
    }
}
