using System.IO.Compression;
using CnnGen.Data;

namespace CnnGen.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen-idx").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ImagesAndLabels_AreRead_PlainAndCompressed(bool compressed)
    {
        string images = Write("images", compressed, [0, 0, 8, 3, .. Length(2), .. Length(2), .. Length(3), .. Enumerable.Range(0, 12).Select(i => (byte)(i * 20))]);
        string labels = Write("labels", compressed, [0, 0, 8, 1, .. Length(2), 1, 0]);
        ImageSet set = Idx.Load(images, labels, ["shoe", "shirt"]);
        Assert.Equal((2, 1, 2, 3), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal((1, 0), (set.Label(0), set.Label(1)));
        float[] image = new float[6];
        set.CopyImage(1, image);
        Assert.Equal([120 / 255f, 140 / 255f, 160 / 255f, 180 / 255f, 200 / 255f, 220 / 255f], image);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3, 4 }, "begins with 01 02 03 04")]
    [InlineData(new byte[0], "begins with nothing")]
    [InlineData(new byte[] { 0, 0, 13, 1, 0, 0, 0, 0 }, "type 0x0d")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1 }, "header of 12 bytes is cut short")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 5, 1 }, "it is cut short")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 1, 2 }, "it has bytes too many")]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 7, 7, 7, 7 }, "gzip")]
    public void DamagedFiles_AreNamedWithTheirFault(byte[] content, string fault)
    {
        string path = Write("damaged", compressed: false, content);
        string message = Assert.Throws<InvalidDataException>(() => Idx.Read(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    [Fact]
    public void CountsThatDiffer_AndLabelsOutOfRange_AreErrors()
    {
        string images = Write("images", false, [0, 0, 8, 3, .. Length(1), .. Length(1), .. Length(1), 7]);
        string two = Write("two", false, [0, 0, 8, 1, .. Length(2), 0, 0]);
        string high = Write("high", false, [0, 0, 8, 1, .. Length(1), 3]);
        Assert.Contains("2 labels for the 1 images", Assert.Throws<InvalidDataException>(() => Idx.Load(images, two, ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("label 0 is 3", Assert.Throws<InvalidDataException>(() => Idx.Load(images, high, ["a"])).Message, StringComparison.Ordinal);
    }

    private static byte[] Length(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private string Write(string name, bool compressed, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        using FileStream file = File.Create(path);
        if (compressed)
        {
            using GZipStream packed = new(file, CompressionLevel.Fastest);
            packed.Write(content);
        }
        else
        {
            file.Write(content);
        }

        return path;
    }
}
