namespace CnnGen.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): 60,000 training and 10,000 test images of clothes, 28 x 28 grey pixels, ten classes, in
/// the form of MNIST. <see cref="Mnist.Load"/> reads it from any folder.
/// </summary>
public static class FashionMnist
{
    /// <summary>Where Debian's package <c>dataset-fashion-mnist</c> puts the files.</summary>
    public const string InstalledFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>The ten kinds of clothes, by label.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>The published training labels begin with these, which tells them from the digits' labels.</summary>
    private static ReadOnlySpan<byte> FirstLabels => [9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9];

    /// <summary>Loads the data that the operating system has installed.</summary>
    /// <returns>Training and test images, or null if <see cref="InstalledFolder"/> does not exist.</returns>
    /// <exception cref="FileNotFoundException">The folder is there and lacks files; the message names them.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public static (ImageSet Training, ImageSet Test)? TryLoadInstalled() =>
        Directory.Exists(InstalledFolder) ? Mnist.Load(InstalledFolder, Classes) : null;

    internal static bool IsLabels(string path) => Idx.Read(path).Data.Span.StartsWith(FirstLabels);
}
