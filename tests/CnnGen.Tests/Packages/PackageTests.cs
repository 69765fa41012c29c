using System.Text.RegularExpressions;

namespace CnnGen.Tests.Packages;

/// <summary>The packages in real projects, built by the real compiler, under the settings that users have.</summary>
public sealed partial class PackageTests(PackageFixture packages) : IClassFixture<PackageFixture>
{
    private const string Net = """
        /// <summary>A network.</summary>
        [CnnGen.CnnModel(1, 8, 8)]
        [CnnGen.Conv(4, 3, padding: 1), CnnGen.BatchNorm, CnnGen.ReLU, CnnGen.MaxPool(2), CnnGen.Linear(3), CnnGen.Softmax]
        public partial class Net
        {
        }
        """;

    private const string Program = """
        using System;

        internal static class Program
        {
            private static void Main()
            {
                var net = new Net(seed: 1);
                using (var trainer = net.CreateTrainer(2, new CnnGen.Training.Sgd(0.1f)))
                {
                    float[] images = new float[128];
                    for (int i = 0; i < images.Length; i++)
                        images[i] = i % 7;
                    float first = trainer.Step(images, new[] { 0, 2 });
                    for (int i = 0; i < 20; i++)
                        trainer.Step(images, new[] { 0, 2 });
                    Console.WriteLine(trainer.Step(images, new[] { 0, 2 }) < first ? "learns" : "does not learn");
                }

                using (var predictor = net.CreatePredictor(1))
                    Console.WriteLine("scores " + predictor.Run(new float[64]).Length);
            }
        }
        """;

    [Theory]
    [InlineData("Plain", "Debug", "<Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings>")]
    [InlineData("Strict", "Release", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors><CheckForOverflowUnderflow>true</CheckForOverflowUnderflow><GenerateDocumentationFile>true</GenerateDocumentationFile>")]
    [InlineData("Old", "Debug", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors><Nullable>disable</Nullable><ImplicitUsings>disable</ImplicitUsings>")]
    public void Package_InAPlainProject_BuildsWithoutAWarningAndRuns(string name, string configuration, string settings)
    {
        string output = packages.Build(name, Project(settings), configuration, succeeds: true, ("Net.cs", Net), ("Program.cs", Program));
        Assert.DoesNotContain("warning", output.Replace("0 Warning(s)", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("learns\nscores 3\n", packages.RunProgram(name, configuration));
    }

    [Fact]
    public void TwoAssemblies_JoinedByInternalsVisibleTo_Build()
    {
        packages.Build("Library", Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", library: true, extra: "<ItemGroup><InternalsVisibleTo Include=\"App\" /></ItemGroup>"), "Debug", succeeds: true,
            ("Inner.cs", Net.Replace("class Net", "class Inner", StringComparison.Ordinal).Replace("public partial", "internal partial", StringComparison.Ordinal)));
        packages.Build("App", Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", extra: "<ItemGroup><ProjectReference Include=\"../Library/Library.csproj\" /></ItemGroup>"), "Debug", succeeds: true,
            ("Net.cs", Net), ("Program.cs", Program + "\ninternal static class Both { public static string Summary => Inner.Summary + Net.Summary; }"));
    }

    [Fact]
    public void DataPackage_InAPlainProject_BringsBatchesToATrainer()
    {
        const string Reading = """
            using CnnGen.Data;

            ImageSet images = new(1, 8, 8, new[] { "a", "b", "c" }, new float[4 * 64], new[] { 0, 1, 2, 0 });
            Batcher batches = new(images, batch: 2, seed: 1);
            using Net.Trainer trainer = new Net(seed: 1).CreateTrainer(2, new CnnGen.Training.Sgd(0.1f));
            while (batches.Next())
                trainer.Step(batches.Images, batches.Labels);
            System.Console.WriteLine($"steps {trainer.Steps}");
            """;
        string data = $"<ItemGroup><PackageReference Include=\"CnnGen.Data\" Version=\"{packages.Version}\" /></ItemGroup>";
        packages.Build("Reader", Project("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", extra: data), "Release", succeeds: true, ("Net.cs", Net), ("Program.cs", Reading));
        Assert.Equal("steps 2\n", packages.RunProgram("Reader", "Release"));
    }

    [Fact]
    public void Mistakes_InARealBuild_GiveOneErrorEach()
    {
        (string Id, string Code)[] mistakes =
        [
            ("CNN0022", Net.Replace("Conv(4, 3", "Conv(4, 13", StringComparison.Ordinal)),
            ("CNN0006", "[CnnGen.CnnModel(1, 8, 8)] public partial class Net;"),
        ];
        foreach ((string id, string code) in mistakes)
        {
            string output = packages.Build("Wrong" + id, Project(""), "Debug", succeeds: false, ("Net.cs", code), ("Program.cs", Program));
            Assert.Equal([id], Errors().Matches(output).Select(match => match.Groups[1].Value).Distinct());
        }
    }

    [Theory]
    [InlineData(true, "PublishAot=true", "RuntimeIdentifier=linux-x64")]
    [InlineData(true, "PublishAot=true", "RuntimeIdentifier=win-x64")]
    [InlineData(false, "PublishAot=true", "RuntimeIdentifier=linux-arm64")]
    [InlineData(false, "PublishAot=false", "RuntimeIdentifier=linux-x64")]
    [InlineData(false, "PublishAot=true", "RuntimeIdentifier=linux-x64", "IlcInstructionSet=x86-64-v3")]
    [InlineData(false, "PublishAot=true", "RuntimeIdentifier=linux-x64", "NoWarn=CNN0070")]
    public void Publishing_WarnsWhereVectorsAreLost(bool warns, params string[] properties)
    {
        string output = packages.PreparePublishing("Publishing", Project(""), properties);
        Assert.Equal(warns, output.Contains("warning CNN0070", StringComparison.Ordinal));
    }

    [Fact]
    public void Package_IsSmall()
    {
        const long Limit = 1024 * 1024;
        foreach (string file in Directory.GetFiles(packages.Feed, "*.nupkg"))
            Assert.True(new FileInfo(file).Length < Limit, $"{file} has {new FileInfo(file).Length} bytes");
    }

    private string Project(string settings, bool library = false, string extra = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <OutputType>{(library ? "Library" : "Exe")}</OutputType>
            {settings}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="CnnGen" Version="{packages.Version}" />
          </ItemGroup>
          {extra}
        </Project>
        """;

    [GeneratedRegex(@"error (CNN\d{4}|CS\d{4})")]
    private static partial Regex Errors();
}
