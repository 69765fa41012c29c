using StbImageSharp;

namespace CnnGen.Data;

/// <summary>
/// Loads images that lie in a folder for each class, such as <c>cat/1.png</c> and <c>dog/7.jpg</c>. Classes are the folders' names in
/// ordinal order; a class's images follow in ordinal order of their names. Files that are no PNG, JPEG or BMP by their ending are passed
/// over.
/// </summary>
public static class ImageFolder
{
    private const int Grey = 1;
    private const int Colour = 3;

    private static readonly string[] Endings = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <summary>Loads all images as bytes.</summary>
    /// <param name="folder">The folder that holds the classes' folders.</param>
    /// <param name="channels">3 for red, green and blue, or 1 for grey (luma). Transparency is ignored.</param>
    /// <param name="height">Rows that images must have; 0 for those of the first image.</param>
    /// <param name="width">Columns that images must have; 0 for those of the first image.</param>
    /// <param name="resize">Whether images of another size are stretched to the size wanted; otherwise they are an error.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no classes, a class has no image, an image cannot be decoded or has another size; the message names the folder or file.
    /// </exception>
    public static ImageSet Load(string folder, int channels = Colour, int height = 0, int width = 0, bool resize = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        if (channels is not (Grey or Colour))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "Images have 1 channel (grey) or 3 (red, green, blue).");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        string[] classFolders = Sorted(Directory.GetDirectories(folder));
        if (classFolders.Length == 0)
            throw new InvalidDataException($"The folder '{folder}' has no classes: each class needs a folder of its own in it.");

        List<byte[]> images = [];
        List<int> labels = [];
        for (int label = 0; label < classFolders.Length; label++)
        {
            string[] files = Sorted(Directory.GetFiles(classFolders[label]).Where(IsImage));
            if (files.Length == 0)
                throw new InvalidDataException($"The folder '{classFolders[label]}' has no image ({string.Join(", ", Endings)}).");
            foreach (string file in files)
            {
                ImageResult image = Decode(file, channels);
                height = height == 0 ? image.Height : height;
                width = width == 0 ? image.Width : width;
                images.Add(Planes(image, channels, height, width, file, resize));
                labels.Add(label);
            }
        }

        byte[] pixels = new byte[checked(images.Count * channels * height * width)];
        for (int i = 0; i < images.Count; i++)
            images[i].CopyTo(pixels, i * channels * height * width);
        return new ImageSet(channels, height, width, [.. classFolders.Select(path => Path.GetFileName(path))], pixels, labels.ToArray());
    }

    private static string[] Sorted(IEnumerable<string> paths) => [.. paths.OrderBy(path => Path.GetFileName(path), StringComparer.Ordinal)];

    private static bool IsImage(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static ImageResult Decode(string file, int channels)
    {
        byte[] bytes = File.ReadAllBytes(file);
        try
        {
            return ImageResult.FromMemory(bytes, channels == Grey ? ColorComponents.Grey : ColorComponents.RedGreenBlue);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new InvalidDataException($"The image '{file}' cannot be decoded: {exception.Message}", exception);
        }
    }

    /// <summary>The image in the size wanted, channel after channel instead of pixel after pixel.</summary>
    private static byte[] Planes(ImageResult image, int channels, int height, int width, string file, bool resize)
    {
        bool fits = image.Height == height && image.Width == width;
        if (!fits && !resize)
        {
            throw new InvalidDataException(
                $"The image '{file}' has {image.Height} rows and {image.Width} columns, not {height} and {width}; "
                + "make all images one size, or load with resize: true.");
        }

        byte[] planes = new byte[channels * height * width];
        byte[] plane = new byte[image.Height * image.Width];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int i = 0; i < plane.Length; i++)
                plane[i] = image.Data[(i * channels) + channel];
            Span<byte> target = planes.AsSpan(channel * height * width, height * width);
            if (fits)
                plane.CopyTo(target);
            else
                Resampling.Resize(plane, image.Height, image.Width, target, height, width);
        }

        return planes;
    }
}
