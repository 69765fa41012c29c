using System.Globalization;

namespace Embedded;

/// <summary>Reads digits with a network whose weights lie in the executable, and trains such networks.</summary>
internal static class Program
{
    private const string Help = """
        Embedded [DIGITS] [--seed N]               draws the digits, 0 to 9 unless given, and reads them
        Embedded --train [--seed N] [--out FILE]   trains on digits that it draws; writes the weights as safetensors
        """;

    private const int Failed = 1;

    private static int Main(string[] args)
    {
        string digits = "0123456789";
        string? file = null;
        int seed = 1;
        bool train = false;
        for (int i = 0; i < args.Length; i++)
        {
            string argument = args[i];
            if (argument == "--train")
                train = true;
            else if (argument == "--out" && i + 1 < args.Length)
                file = args[++i];
            else if (argument == "--seed" && i + 1 < args.Length && int.TryParse(args[++i], CultureInfo.InvariantCulture, out seed))
                continue;
            else if (argument.Length > 0 && argument.All(char.IsAsciiDigit))
                digits = argument;
            else
                return Fail(Help);
        }

        return train ? Train(seed, file) : Read(digits, seed);
    }

    private static int Train(int seed, string? file)
    {
        DigitNet net = Training.Train(seed);
        Console.WriteLine($"accuracy {Training.Accuracy(net, seed):F4}");
        if (file is null)
            return 0;
        try
        {
            net.Save(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail($"error: '{file}' cannot be written");
        }

        Console.WriteLine($"wrote {file}");
        return 0;
    }

    /// <summary>Shows each digit as it is drawn, with what the network takes it for; fails if one is taken for another.</summary>
    private static int Read(string digits, int seed)
    {
        using DigitNet.Predictor predictor = DigitNet.FromResource().CreatePredictor();
        float[] image = new float[DigitDrawing.Pixels];
        char[] read = new char[digits.Length];
        for (int i = 0; i < digits.Length; i++)
        {
            DigitDrawing.Draw(digits[i] - '0', seed, i, image);
            read[i] = (char)('0' + predictor.Classify(image)[0]);
            Console.WriteLine($"{Picture(image)}read as {read[i]}\n");
        }

        Console.WriteLine($"drawn {digits}, read {new string(read)}");
        return digits.AsSpan().SequenceEqual(read) ? 0 : Failed;
    }

    /// <summary>The image in characters, each as dark as two pixels above one another.</summary>
    private static string Picture(ReadOnlySpan<float> image)
    {
        const string Shades = " .:-=+*#%@";
        Span<char> text = stackalloc char[(DigitDrawing.Size + 1) * DigitDrawing.Size / 2];
        int length = 0;
        for (int y = 0; y < DigitDrawing.Size; y += 2)
        {
            for (int x = 0; x < DigitDrawing.Size; x++)
            {
                float grey = (image[(y * DigitDrawing.Size) + x] + image[((y + 1) * DigitDrawing.Size) + x]) / 2;
                text[length++] = Shades[(int)(grey * (Shades.Length - 1))];
            }

            text[length++] = '\n';
        }

        return new string(text);
    }

    private static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return Failed;
    }
}
