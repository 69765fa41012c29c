namespace CnnGen.Data;

/// <summary>
/// Loads MNIST, and what is published in its form, from a folder with four IDX files, each plain or with the ending <c>.gz</c>:
/// <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c>, <c>t10k-labels-idx1-ubyte</c>.
/// </summary>
public static class Mnist
{
    private const string Packed = ".gz";

    private static readonly string[] FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The ten digits.</summary>
    public static IReadOnlyList<string> Digits { get; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>Loads training and test images. Classes are named after <paramref name="classes"/>.</summary>
    /// <param name="folder">The folder with the four files.</param>
    /// <param name="classes">
    /// The name of each class; null for those of <see cref="FashionMnist"/> if its labels are found, and the digits otherwise.
    /// </param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">Files are missing; the message names all of them.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public static (ImageSet Training, ImageSet Test) Load(string folder, IReadOnlyList<string>? classes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        string?[] paths = [.. FileNames.Select(name => Find(folder, name))];
        string[] missing = [.. FileNames.Where((_, i) => paths[i] is null)];
        if (missing.Length > 0)
        {
            throw new FileNotFoundException(
                $"The folder '{folder}' lacks {string.Join(", ", missing)} (each plain or with the ending {Packed}).",
                Path.Combine(folder, missing[0]));
        }

        classes ??= FashionMnist.IsLabels(paths[1]!) ? FashionMnist.Classes : Digits;
        return (Idx.Load(paths[0]!, paths[1]!, classes), Idx.Load(paths[2]!, paths[3]!, classes));
    }

    private static string? Find(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? path : File.Exists(path + Packed) ? path + Packed : null;
    }
}
