using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CnnGen;

namespace Quickstart;

/// <summary>
/// Trains a small network on small images and shows how it goes. The last line of output is the accuracy on the test images.
/// </summary>
internal static class Program
{
    private static readonly Option<string?> Data = new("--data")
    {
        Description = $"Folder with the four IDX files of MNIST or Fashion-MNIST, or '{DataSet.Drawn}' for shapes that the program draws. "
            + "[default: installed Fashion-MNIST, else drawn]",
        HelpName = "DIR",
    };

    private static readonly Option<string> ModelName = new("--model")
    {
        Description = $"The network to train: {string.Join(" or ", Network.Names)}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Network.Names[0],
    };

    private static readonly Option<int?> Epochs = new("--epochs")
    {
        Description = "Times that training sees each image. [default: what suits the model and the data]",
        HelpName = "N",
        CustomParser = result => ParseInteger(result, least: 1),
    };

    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Seed of weights, order, dropout and drawn images.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = result => ParseInteger(result, least: 0),
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "File for the trained weights.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "quickstart.safetensors",
    };

    private static int Main(string[] args)
    {
        ModelName.Validators.Add(RejectUnknownModel);
        Out.Validators.Add(RejectUnwritableFile);
        RootCommand command = new("Trains a small convolutional network and shows how it goes.") { Data, ModelName, Epochs, Seed, Out };
        command.SetAction(Run);
        ParseResult arguments = command.Parse(args);
        try
        {
            if (arguments.Errors.Count > 0)
                return Fail($"{arguments.Errors[0].Message} (See --help.)");
            return arguments.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or FileNotFoundException)
        {
            return Fail($"{exception.Message} Give --data a folder with MNIST's four files, or --data {DataSet.Drawn}.");
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
    }

    private static int Run(ParseResult arguments)
    {
        int seed = arguments.GetValue(Seed)!.Value;
        string name = arguments.GetValue(ModelName)!, file = arguments.GetValue(Out)!;
        Screen screen = new();
        DataSet data = DataSet.Load(arguments.GetValue(Data), seed);
        screen.ShowData(data);

        Network network = Network.Create(name, seed);
        screen.ShowModel(network.Summary);

        int epochs = arguments.GetValue(Epochs) ?? (data.IsDrawn ? network.EpochsOnDrawn : network.EpochsOnFiles);
        screen.WatchTraining(epochs, view => Training.Run(network, data, epochs, seed, view));
        network.Model.Save(file);

        using Predictor predictor = network.Model.CreatePredictor(64);
        Evaluation test = Evaluation.Measure(predictor, data.Test);
        screen.ShowConfusion(test, data.Test.Classes);
        screen.ShowExample(predictor, data.Test, index: seed % data.Test.Count);
        screen.ShowSaved(file);
        screen.ShowAccuracy(test.Accuracy);
        return 0;
    }

    private static int? ParseInteger(ArgumentResult result, int least)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least)
            return value;
        string option = ((OptionResult)result.Parent!).Option.Name;
        result.AddError($"'{text}' does not suit {option}: give a whole number from {least} to {int.MaxValue}.");
        return null;
    }

    private static void RejectUnknownModel(OptionResult result)
    {
        string name = result.GetValueOrDefault<string>();
        if (!Network.Names.Contains(name))
            result.AddError($"There is no model '{name}': give --model {string.Join(" or --model ", Network.Names)}.");
    }

    /// <summary>Finds before training what would make saving fail after it.</summary>
    private static void RejectUnwritableFile(OptionResult result)
    {
        string file = result.GetValueOrDefault<string>();
        if (string.IsNullOrWhiteSpace(file))
            result.AddError("The file name of --out is empty: name a file.");
        else if (Directory.Exists(file))
            result.AddError($"'{file}' is a folder: name a file with --out.");
        else if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder))
            result.AddError($"There is no folder '{folder}' for '{file}': make it, or name another file with --out.");
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine($"error: {message}");
        return 1;
    }
}
