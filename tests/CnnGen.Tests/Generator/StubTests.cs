using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CnnGen.Tests.Generator;

/// <summary>Classes that cannot be a model as they stand get of one what they can take, so that its uses bring no errors of their own.</summary>
public sealed class StubTests
{
    private const string
        Create = "using Net net = new(seed: 1);",
        Session = "using Net.Predictor predictor = net.CreatePredictor(1); using Net.Trainer trainer = net.CreateTrainer(8, new CnnGen.Training.Sgd(0.1f)); net.Save(\"x\");",
        Bases = "using Predictor predictor = net.CreatePredictor(1); using Trainer trainer = net.CreateTrainer(8, new CnnGen.Training.Sgd(0.1f)); net.Load(\"x\");",
        Stages = "public static partial Stage A { get; }",
        Statics = "_ = Net.Summary + Net.Facts.Parameters + Net.A.Channels;";

    public static TheoryData<string, string, string> Classes => new()
    {
        { "CNN0003", $"[CnnModel(1, 8, 8)] public partial class Net<T> where T : class {{ [Linear(2)] {Stages} }}", "Net<string> net = new(seed: 1); using Net<string>.Predictor predictor = net.CreatePredictor(1); _ = Net<string>.Summary + Net<string>.A.Name;" },
        { "CNN0003", $"public partial class Outer<T, U> {{ [CnnModel(1, 8, 8)] public partial class Net {{ [Linear(2)] {Stages} }} }}", "Outer<int, long>.Net net = new(1); using Outer<int, long>.Net.Trainer trainer = net.CreateTrainer(8, new CnnGen.Training.Sgd(0.1f)); _ = Outer<int, long>.Net.A;" },
        { "CNN0004", $"[CnnModel(1, 8, 8)] public abstract partial class Net {{ [Linear(2)] {Stages} public static Net Make() => null!; }}", "Net net = Net.Make();" + Session + Statics },
        { "CNN0004", $"[CnnModel(1, 8, 8)] public static partial class Net {{ [Linear(2)] {Stages} }}", Statics },
        { "CNN0004", $"[CnnModel(1, 8, 8)] public partial record Net(int Width) {{ [Linear(2)] {Stages} }}", Statics },
        { "CNN0004", $"[CnnModel(1, 8, 8)] public partial class Net(int width) {{ public int Width => width; [Linear(2)] {Stages} }}", Statics },
        { "CNN0005", $"public class Base(int width) {{ public int Width => width; }} [CnnModel(1, 8, 8)] public partial class Net : Base {{ public Net() : base(1) {{ }} [Linear(2)] {Stages} }}", Statics },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage Summary {{ get; }} [Linear(2)] {Stages} }}", "Net net = new(1);" + Session + "_ = Net.Summary.Name + Net.Facts.Parameters + Net.A.Channels;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage Facts {{ get; }} [Linear(2)] {Stages} }}", "Net net = new(1);" + Session + "_ = Net.Facts.Name + Net.Summary + Net.A.Channels;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage Predictor {{ get; }} [Linear(2)] {Stages} }}", "Net net = new(1);" + Bases + Statics + "_ = Net.Predictor.Name;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage Trainer {{ get; }} [Linear(2)] {Stages} }}", "Net net = new(1);" + Bases + Statics + "_ = Net.Trainer.Name;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage CreatePredictor {{ get; }} [Linear(2)] {Stages} }}", Statics + "_ = Net.CreatePredictor.Name;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ [ReLU] public static partial Stage Weights {{ get; }} [Linear(2)] {Stages} }}", "Net net = new(1);" + Session + Statics + "_ = Net.Weights.Name;" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ public static string Stages() => \"one\"; [Linear(2)] {Stages} }}", "Net net = new(1);" + Session + Statics + "_ = Net.Stages();" },
        { "CNN0019", $"[CnnModel(1, 8, 8)] public partial class Net {{ public Net(int seed) {{ }} [Linear(2)] {Stages} }}", "_ = new Net(1);" + Statics },
    };

    [Theory]
    [MemberData(nameof(Classes))]
    public void WrongClass_BringsNoCascade(string id, string code, string uses)
    {
        Declaration declaration = Declaration.Parse($"{code}\npublic static class Use {{ public static void All() {{ {uses} }} }}");
        Assert.Equal(id, Assert.Single(declaration.Problems).Id);
        Assert.Empty(declaration.CompilerDiagnostics());
    }

    /// <summary>A user adds to a session, to a factory's overloads and to the constructors without meeting what the generator writes.</summary>
    [Fact]
    public void PartsOfTheUser_AreNoRepetition()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(1, 8, 8)]
            [Linear(2)]
            public partial class Net
            {
                public Net(string path) : this(seed: 1) => Load(path);
                public Net() : this(seed: 2) { }
                public Predictor CreatePredictor(string name) => CreatePredictor(name.Length);
                public sealed partial class Predictor { public int Twice => 2 * Batch; }
            }
            """);
        Assert.Empty(declaration.Problems);
        Assert.Empty(declaration.CompilerDiagnostics());
    }
}
