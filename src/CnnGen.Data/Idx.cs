using System.Buffers.Binary;
using System.IO.Compression;

namespace CnnGen.Data;

/// <summary>An array of bytes from an IDX file.</summary>
/// <param name="Dimensions">Lengths of the dimensions, the slowest first.</param>
/// <param name="Data">The elements, the last dimension fastest.</param>
public sealed record IdxArray(IReadOnlyList<int> Dimensions, ReadOnlyMemory<byte> Data);

/// <summary>
/// Reads the IDX files that MNIST comes in: two zero bytes, a type, the number of dimensions, each length as 32 bits big-endian, the
/// elements. Files compressed with gzip are told by their first bytes, whatever their name.
/// </summary>
public static class Idx
{
    private const byte UnsignedByte = 8;
    private const int MagicBytes = 4;

    /// <summary>Reads an IDX file of unsigned bytes.</summary>
    /// <param name="path">The file, plain or compressed with gzip.</param>
    /// <exception cref="InvalidDataException">The file is no IDX file of unsigned bytes, or is cut short; the message names it.</exception>
    public static IdxArray Read(string path)
    {
        ReadOnlyMemory<byte> content = ReadContent(path);
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes.Length < MagicBytes || bytes[0] != 0 || bytes[1] != 0 || bytes[3] == 0)
            throw Invalid(path, $"it begins with {Hexadecimal(bytes)}, where an IDX file has 00 00, a type and the number of dimensions");
        if (bytes[2] != UnsignedByte)
            throw Invalid(path, $"its elements have type 0x{bytes[2]:x2}; only unsigned bytes (0x08) can be read");

        int headerBytes = MagicBytes + (bytes[3] * sizeof(int));
        if (bytes.Length < headerBytes)
            throw Invalid(path, $"its header of {headerBytes} bytes is cut short at {bytes.Length}");
        int[] dimensions = new int[bytes[3]];
        Int128 elements = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(bytes[(MagicBytes + (i * sizeof(int)))..]);
            if (dimensions[i] < 0)
                throw Invalid(path, $"dimension {i} has the impossible length {(uint)dimensions[i]}");
            elements = Int128.Min(elements * dimensions[i], long.MaxValue);
        }

        int found = bytes.Length - headerBytes;
        if (elements != found)
        {
            string fault = found < elements ? "it is cut short" : "it has bytes too many";
            throw Invalid(path, $"{fault}: {string.Join(" x ", dimensions)} elements need {elements} bytes, and {found} follow the header");
        }

        return new IdxArray(dimensions, content[headerBytes..]);
    }

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">Images x rows x columns, or images x channels x rows x columns; plain or compressed with gzip.</param>
    /// <param name="labelsPath">One label for each image; plain or compressed with gzip.</param>
    /// <param name="classes">The name of each class.</param>
    /// <exception cref="InvalidDataException">
    /// A file cannot be read, the counts differ, or a label is no class; the message names the file.
    /// </exception>
    public static ImageSet Load(string imagesPath, string labelsPath, IReadOnlyList<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        IdxArray images = Read(imagesPath), labels = Read(labelsPath);
        IReadOnlyList<int> shape = images.Dimensions;
        if (shape.Count is not (3 or 4) || shape.Skip(1).Any(length => length == 0))
            throw Invalid(imagesPath, $"images have 3 or 4 dimensions and at least one pixel; it holds {string.Join(" x ", shape)}");
        if (labels.Dimensions.Count != 1)
            throw Invalid(labelsPath, $"labels have 1 dimension; it holds {string.Join(" x ", labels.Dimensions)}");
        if (labels.Dimensions[0] != shape[0])
            throw Invalid(labelsPath, $"it has {labels.Dimensions[0]} labels for the {shape[0]} images of '{imagesPath}'");

        int[] numbers = new int[shape[0]];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = labels.Data.Span[i];
            if (numbers[i] >= classes.Count)
                throw Invalid(labelsPath, $"label {i} is {numbers[i]}; there are classes 0 to {classes.Count - 1}");
        }

        return new ImageSet(shape.Count == 4 ? shape[1] : 1, shape[^2], shape[^1], classes, images.Data, numbers);
    }

    private static ReadOnlyMemory<byte> ReadContent(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        if (file is not [0x1f, 0x8b, ..])
            return file;
        try
        {
            using GZipStream unpacked = new(new MemoryStream(file), CompressionMode.Decompress);
            using MemoryStream content = new();
            unpacked.CopyTo(content);
            return content.GetBuffer().AsMemory(0, (int)content.Length);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw Invalid(path, $"its gzip data is damaged ({exception.Message.TrimEnd('.')})", exception);
        }
    }

    private static string Hexadecimal(ReadOnlySpan<byte> bytes)
    {
        byte[] first = bytes[..Math.Min(MagicBytes, bytes.Length)].ToArray();
        return first.Length == 0 ? "nothing" : string.Join(' ', first.Select(value => value.ToString("x2", null)));
    }

    private static InvalidDataException Invalid(string path, string problem, Exception? inner = null) =>
        new($"'{path}' cannot be read: {problem}.", inner);
}
