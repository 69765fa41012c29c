using CnnGen.Data;

namespace Quickstart;

/// <summary>Images to train on, to watch training with, and for the final test.</summary>
/// <param name="Description">What the data is and where it is from.</param>
/// <param name="IsDrawn">Whether the program drew the images itself.</param>
internal sealed record DataSet(string Description, bool IsDrawn, ImageSet Training, ImageSet Validation, ImageSet Test)
{
    /// <summary>The name of the data that the program draws.</summary>
    public const string Drawn = "drawn";

    private const int DrawnTraining = 8_000;
    private const int DrawnValidation = 1_000;
    private const int DrawnTest = 2_000;
    private const int FileValidation = 2_000;

    /// <summary>Loads a folder with IDX files, or draws images.</summary>
    /// <param name="source">The folder, or <see cref="Drawn"/>; null for installed files if there are any, and drawn images if not.</param>
    /// <param name="seed">Seed of drawn images.</param>
    /// <exception cref="IOException">A folder or file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or holds what the models do not take.</exception>
    public static DataSet Load(string? source, int seed)
    {
        if (source == Drawn)
            return Draw("shapes that this program draws", seed);
        if (source is not null)
            return FromFiles(source, Mnist.Load(source));
        return FashionMnist.TryLoadInstalled() is { } installed
            ? FromFiles(FashionMnist.InstalledFolder, installed)
            : Draw($"shapes that this program draws, since {FashionMnist.InstalledFolder} does not exist", seed);
    }

    private static DataSet Draw(string description, int seed)
    {
        ImageSet training = DrawnShapes.Draw(0, DrawnTraining, seed);
        ImageSet validation = DrawnShapes.Draw(DrawnTraining, DrawnValidation, seed);
        ImageSet test = DrawnShapes.Draw(DrawnTraining + DrawnValidation, DrawnTest, seed);
        return new(description, IsDrawn: true, training, validation, test);
    }

    private static DataSet FromFiles(string folder, (ImageSet Training, ImageSet Test) data)
    {
        foreach (ImageSet images in (ImageSet[])[data.Training, data.Test])
        {
            if ((images.Channels, images.Height, images.Width) != (1, 28, 28))
            {
                throw new InvalidDataException(
                    $"The images in '{folder}' are {images.Channels} x {images.Height} x {images.Width}; the models take 1 x 28 x 28.");
            }
        }

        if (data.Training.Count <= FileValidation || data.Test.Count == 0)
        {
            throw new InvalidDataException(
                $"'{folder}' has {data.Training.Count} training and {data.Test.Count} test images; "
                + $"more than {FileValidation} and at least 1 are needed.");
        }

        (ImageSet training, ImageSet validation) = data.Training.Split(data.Training.Count - FileValidation);
        string name = training.Classes == FashionMnist.Classes ? "Fashion-MNIST" : "digits";
        return new($"{name} from {folder}", IsDrawn: false, training, validation, data.Test);
    }
}
