using System.Reflection;
using System.Runtime.Loader;
using CnnGen.Generator;
using CnnGen.Generator.FrontEnd;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CnnGen.Tests.Harness;

/// <summary>Declarations as a user writes them, taken through the generator and the C# compiler to code that runs.</summary>
internal sealed class Declaration
{
    private static readonly MetadataReference[] References =
    [
        .. Basic.Reference.Assemblies.Net100.References.All,
        MetadataReference.CreateFromFile(typeof(Model).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(CnnGen.Data.ImageSet).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.Location),
    ];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private readonly CSharpCompilation _output;
    private Assembly? _assembly;
    private Dictionary<string, string>? _sources;

    private Declaration(CSharpCompilation output, GeneratorDriverRunResult result)
    {
        _output = output;
        Result = result;
    }

    public GeneratorDriverRunResult Result { get; }

    /// <summary>What the generator reported.</summary>
    public IReadOnlyList<Diagnostic> Problems => Result.Diagnostics;

    /// <summary>Emitted files by name.</summary>
    public IReadOnlyDictionary<string, string> Sources => _sources ??=
        Result.Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>The specifications that the front end read.</summary>
    internal IEnumerable<ModelSpec> Specs => Result.Results.Single().TrackedSteps[CnnGenerator.SpecStep]
        .SelectMany(step => step.Outputs).Select(output => (ModelSpec)output.Value);

    /// <summary>Runs the generator over a file; common usings are added.</summary>
    public static Declaration Parse(string code, params string[] more)
    {
        CSharpCompilation compilation = Compilation([code, .. more]);
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return new Declaration((CSharpCompilation)output, driver.GetRunResult());
    }

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new CnnGenerator().AsSourceGenerator()], parseOptions: ParseOptions, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public static CSharpCompilation Compilation(params string[] files) => CSharpCompilation.Create(
        "Declarations" + Guid.NewGuid().ToString("N"),
        files.Select((file, i) => Tree(file, $"File{i}.cs")),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Tree(string code, string path = "File.cs") => CSharpSyntaxTree.ParseText("using CnnGen;\n" + code, ParseOptions, path);

    /// <summary>All errors and warnings of the C# compiler over declarations and emitted code.</summary>
    public IReadOnlyList<Diagnostic> CompilerDiagnostics() =>
        [.. _output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    /// <summary>Makes a model of a class in the declarations.</summary>
    public Model Create(string name, int seed = 0) => (Model)Activator.CreateInstance(Load().GetType(name, throwOnError: true)!, seed)!;

    private Assembly Load()
    {
        if (_assembly is not null)
            return _assembly;
        using MemoryStream stream = new();
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = _output.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return _assembly = new AssemblyLoadContext("declarations", isCollectible: true).LoadFromStream(stream);
    }
}
