extern alias generator;

using System.Reflection;
using Basic.Reference.Assemblies;
using generator::CnnGen.Generator;
using generator::CnnGen.Generator.FrontEnd;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Benchmarks;

/// <summary>The declaration of a network of the zoo as text, which this program carries beside the compiled class.</summary>
/// <param name="model">Name of the class.</param>
/// <param name="withoutDropout">Whether every rate of dropout is set to 0.</param>
internal sealed class Declaration(string model, bool withoutDropout)
{
    private const string Namespace = "Zoo";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    /// <summary>The layers, as the generator's front end reads them.</summary>
    public NetworkGraph ReadGraph()
    {
        FrontEnd frontEnd = new();
        _ = Driver(frontEnd).RunGenerators(Compile());
        return GraphReader.Read(frontEnd.Specs.Single());
    }

    /// <summary>Compiles and loads the class.</summary>
    public Type CompileModel()
    {
        _ = Driver(new CnnGenerator()).RunGeneratorsAndUpdateCompilation(Compile(), out Compilation whole, out _);
        using MemoryStream assembly = new();
        if (whole.Emit(assembly) is { Success: false } result)
            throw new InvalidOperationException($"{model} does not compile: {string.Join('\n', result.Diagnostics)}");
        return Assembly.Load(assembly.ToArray()).GetType($"{Namespace}.{model}", throwOnError: true)!;
    }

    /// <summary>The class and all blocks of the zoo.</summary>
    public CSharpCompilation Compile() => CSharpCompilation.Create(
        $"{Namespace}.{model}",
        Sources().Select(Parse),
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(Model).Assembly.Location)],
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    private SyntaxTree Parse(string source)
    {
        CompilationUnitSyntax root = SyntaxFactory.ParseCompilationUnit(source, options: ParseOptions);
        root = root.RemoveNodes(
            root.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(other => other.Identifier.Text != model),
            SyntaxRemoveOptions.KeepNoTrivia)!;
        if (withoutDropout)
        {
            root = root.ReplaceNodes(
                root.DescendantNodes().OfType<AttributeSyntax>().Where(layer => layer.Name.ToString() is "Dropout" or "ChannelDropout"),
                (layer, _) => layer.WithArgumentList(SyntaxFactory.ParseAttributeArgumentList("(0)")));
        }

        return SyntaxFactory.SyntaxTree(root, ParseOptions);
    }

    private static IEnumerable<string> Sources()
    {
        Assembly assembly = typeof(Declaration).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            yield return reader.ReadToEnd();
        }
    }

    private static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: ParseOptions);

    /// <summary>The generator's front end alone.</summary>
    private sealed class FrontEnd : IIncrementalGenerator
    {
        public List<ModelSpec> Specs { get; } = [];

        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.SyntaxProvider.ForAttributeWithMetadataName(
                typeof(CnnModelAttribute).FullName!, static (node, _) => node is ClassDeclarationSyntax, ModelParser.Parse),
            (_, parsed) => Specs.Add(parsed.Spec));
    }
}
