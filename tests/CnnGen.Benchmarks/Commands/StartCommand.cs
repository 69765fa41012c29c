using System.CommandLine;
using System.Runtime.InteropServices;
using CnnGen.Benchmarks.Onnx;
using CnnGen.Benchmarks.Start;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>From a process's start to its first scores and to full speed: CnnGen, just in time and ahead of time, and ONNX Runtime, in turns.</summary>
internal static class StartCommand
{
    /// <summary>Greatest difference of scores from ONNX Runtime's, as a share of their spread.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>The variable that holds the folder of the programs.</summary>
    private const string Programs = "CNNGEN_START";

    private static readonly string[] Known = ["lenet5", "squeezenet1_1", "resnet18"];

    public static Command Create()
    {
        Command command = new("start", "Compares the start of processes with ONNX Runtime's.");
        Option<int> launches = new("--launches") { Description = "Launches of each process, at least 7.", DefaultValueFactory = _ => 9 };
        Option<double> seconds = new("--seconds") { Description = "How long each predicts.", DefaultValueFactory = _ => 2 };
        Option<FileInfo?> json = new("--json") { Description = "File for the results as JSON." };
        Option<FileInfo?> markdown = new("--md") { Description = "File for the results as a Markdown table." };
        launches.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 7)
                result.AddError("Medians need at least 7 launches.");
        });
        command.Add(launches);
        command.Add(seconds);
        command.Add(json);
        command.Add(markdown);
        command.SetAction(arguments =>
        {
            List<StartResult> results = [];
            bool agree = true;
            foreach (string network in Known)
                agree &= Compare(Networks.All.Single(known => known.Name == network), arguments.GetValue(launches), arguments.GetValue(seconds), results);
            StartReport.Show(results);
            if (arguments.GetValue(json) is { } file)
                StartReport.WriteJson(results, file);
            if (arguments.GetValue(markdown) is { } text)
                StartReport.WriteMarkdown(results, text);
            return agree ? 0 : 1;
        });
        return command;
    }

    private static Contender[] Contenders()
    {
        string programs = Environment.GetEnvironmentVariable(Programs) ?? throw new InvalidOperationException("run.sh builds the programs that this command starts: use it.");
        return
        [
            new("OnnxRuntime", ["dotnet", $"{programs}/onnxruntime/OnnxRuntime.dll"], ".onnx"),
            new("CnnGen, JIT", ["dotnet", $"{programs}/jit/Ours.dll"], ".safetensors"),
            new("CnnGen, ReadyToRun", ["dotnet", $"{programs}/ready/Ours.dll"], ".safetensors"),
            new("CnnGen, NativeAOT", [$"{programs}/aot/Ours"], ".safetensors"),
        ];
    }

    /// <summary>Adds a network's results, unless its scores disagree.</summary>
    private static bool Compare(Network network, int launches, double seconds, List<StartResult> results)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cnngen-start");
        try
        {
            (string Weights, string Image) files = WriteFiles(network, folder);
            Contender[] contenders = Contenders();
            List<Launch>[] all = [.. contenders.Select(_ => new List<Launch>())];
            for (int launch = 0; launch < launches; launch++)
            {
                for (int turn = 0; turn < contenders.Length; turn++)
                {
                    int i = (launch + turn) % contenders.Length;
                    all[i].Add(contenders[i].Run(network.Name, files, seconds));
                }
            }

            Agreement agreement = new(Tolerance);
            for (int i = 1; i < contenders.Length; i++)
                agreement.Compare($"scores of {contenders[i].Name}", all[i][0].Scores, all[0][0].Scores);
            if (!ComparisonOptions.Accept(network.Name, agreement))
                return false;
            results.AddRange(contenders.Zip(all, (contender, of) => StartResult.Of(network.Name, contender.Name, of)));
            return true;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (string Weights, string Image) WriteFiles(Network network, DirectoryInfo folder)
    {
        string weights = Path.Combine(folder.FullName, "weights"), image = Path.Combine(folder.FullName, "image");
        Model model = network.Create();
        TestData.Disturb(model.Parameters);
        model.Save(weights + ".safetensors");
        File.WriteAllBytes(weights + ".onnx", OnnxWriter.Write(network.Graph, model.Parameters, batch: 1));
        File.WriteAllBytes(image, MemoryMarshal.AsBytes<float>(TestData.Images(network.Graph.Input, batch: 1)));
        return (weights, image);
    }
}
