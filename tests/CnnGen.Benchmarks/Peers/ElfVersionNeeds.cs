using System.Buffers.Binary;
using System.Text;

namespace CnnGen.Benchmarks.Peers;

/// <summary>
/// The symbol versions that a shared library needs of others (section .gnu.version_r). A loader refuses a library whose need is not met,
/// unless the need is marked weak.
/// </summary>
/// <param name="image">A 64-bit little-endian ELF file.</param>
internal sealed class ElfVersionNeeds(byte[] image)
{
    private const int SectionHeaderSize = 64;
    private const uint NeedSection = 0x6ffffffe;
    private const ushort Weak = 2;

    /// <summary>Whether the bytes begin as this class can read them.</summary>
    public bool IsReadable => image.Length > SectionHeaderSize && image.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8);

    /// <summary>Marks needs of versions as weak.</summary>
    /// <param name="isMissing">Tells by library and version whether to.</param>
    /// <returns>Names of the versions that were not weak before.</returns>
    public List<string> Weaken(Func<string, string, bool> isMissing)
    {
        List<string> weakened = [];
        for (int section = 0; section < UInt16(0x3c); section++)
        {
            int header = Header(section);
            if (UInt32(header + 4) != NeedSection)
                continue;
            int strings = (int)UInt64(Header((int)UInt32(header + 40)) + 24);
            int need = (int)UInt64(header + 24);
            for (uint left = UInt32(header + 44); left > 0; left--, need += (int)UInt32(need + 12))
            {
                string library = Text(strings + (int)UInt32(need + 4));
                int version = need + (int)UInt32(need + 8);
                for (int versions = UInt16(need + 2); versions > 0; versions--, version += (int)UInt32(version + 12))
                {
                    string name = Text(strings + (int)UInt32(version + 8));
                    ushort flags = UInt16(version + 4);
                    if ((flags & Weak) != 0 || !isMissing(library, name))
                        continue;
                    BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(version + 4), (ushort)(flags | Weak));
                    weakened.Add(name);
                }
            }
        }

        return weakened;
    }

    private int Header(int section) => (int)UInt64(0x28) + (section * SectionHeaderSize);

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(at));

    private string Text(int at) => Encoding.ASCII.GetString(image, at, image.AsSpan(at).IndexOf((byte)0));
}
