using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CnnGen.Data;

namespace CnnGen.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    /// <summary>A baseline JPEG of 8 x 8 pixels, all of the middle grey: a block whose coefficients are zero.</summary>
    private static readonly byte[] GreyJpeg =
    [
        0xff, 0xd8,
        0xff, 0xdb, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),         // a quantiser of ones
        0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0,                 // 8 bits, 8 rows, 8 columns, one component
        0xff, 0xc4, 0, 20, 0x00, 1, .. new byte[16],                     // the mean's codes: bit 0 says no difference
        0xff, 0xc4, 0, 20, 0x10, 1, .. new byte[16],                     // the other coefficients' codes: bit 0 ends the block
        0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f,                       // the scan: two bits 0, filled up with ones
        0xff, 0xd9,
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen-folder").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Classes_AreFoldersInOrder_AndPixelsPlanes()
    {
        Bitmap("dog/2.bmp", 2, 1, (1, 2, 3), (4, 5, 6));
        Bitmap("cat/1.bmp", 2, 1, (255, 0, 51), (0, 255, 102));
        File.WriteAllText(Path.Combine(_folder, "cat", "notes.txt"), "no image");
        ImageSet set = ImageFolder.Load(_folder);
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal((2, 3, 1, 2), (set.Count, set.Channels, set.Height, set.Width));
        Assert.Equal((0, 1), (set.Label(0), set.Label(1)));
        float[] image = new float[6];
        set.CopyImage(0, image);
        Assert.Equal([1, 0, 0, 1, 0.2f, 0.4f], image);
    }

    [Fact]
    public void PngAndJpeg_AreDecoded()
    {
        Png("a/1.png", 2, 1, (255, 0, 51), (0, 255, 102));
        Write("b/1.jpg", GreyJpeg);
        ImageSet set = ImageFolder.Load(_folder, height: 1, width: 2, resize: true);
        float[] image = new float[6];
        set.CopyImage(0, image);
        Assert.Equal([1, 0, 0, 1, 0.2f, 0.4f], image);
        set.CopyImage(1, image);
        Assert.All(image, value => Assert.Equal(128 / 255f, value, tolerance: 0.01f));
    }

    [Fact]
    public void OtherSizes_AreErrors_UnlessResized()
    {
        Bitmap("a/1.bmp", 2, 2, (9, 9, 9), (9, 9, 9), (9, 9, 9), (9, 9, 9));
        Bitmap("a/2.bmp", 1, 1, (9, 9, 9));
        Assert.Contains("2.bmp", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message, StringComparison.Ordinal);
        ImageSet set = ImageFolder.Load(_folder, channels: 1, height: 3, width: 3, resize: true);
        float[] image = new float[9];
        set.CopyImage(1, image);
        Assert.All(image, value => Assert.Equal(9 / 255f, value, tolerance: 0.002f));
    }

    [Fact]
    public void MissingAndBrokenFiles_AreNamed()
    {
        Assert.Contains("no classes", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        Assert.Contains("has no image", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "a", "x.png"), "not a picture");
        Assert.Contains("x.png", Assert.Throws<InvalidDataException>(() => ImageFolder.Load(_folder)).Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Load(Path.Combine(_folder, "nowhere")));
    }

    /// <summary>Writes a 24-bit bitmap from red, green and blue, row by row from the top.</summary>
    private void Bitmap(string name, int width, int height, params (byte R, byte G, byte B)[] pixels)
    {
        const int HeaderBytes = 54;
        int stride = ((3 * width) + 3) / 4 * 4;
        byte[] file = new byte[HeaderBytes + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), HeaderBytes - 14);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        for (int i = 0; i < pixels.Length; i++)
        {
            int place = HeaderBytes + ((height - 1 - (i / width)) * stride) + (i % width * 3);
            (file[place], file[place + 1], file[place + 2]) = (pixels[i].B, pixels[i].G, pixels[i].R);
        }

        Write(name, file);
    }

    /// <summary>Writes a PNG of three bytes a pixel, its rows unfiltered, with check sums of zero, which the decoder does not read.</summary>
    private void Png(string name, int width, int height, params (byte R, byte G, byte B)[] pixels)
    {
        using MemoryStream rows = new();
        using (ZLibStream packed = new(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (int i = 0; i < pixels.Length; i++)
                packed.Write(i % width == 0 ? [0, pixels[i].R, pixels[i].G, pixels[i].B] : [pixels[i].R, pixels[i].G, pixels[i].B]);
        }

        Write(name, [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a,
            .. Chunk("IHDR", [.. Big(width), .. Big(height), 8, 2, 0, 0, 0]), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])]);

        static byte[] Chunk(string type, byte[] content) => [.. Big(content.Length), .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];

        static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
    }

    private void Write(string name, byte[] file)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }
}
