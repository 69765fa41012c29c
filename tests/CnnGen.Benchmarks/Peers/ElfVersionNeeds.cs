using System.Buffers.Binary;
using System.Text;

namespace CnnGen.Benchmarks.Peers;

/// <summary>A symbol version that a shared library needs of another.</summary>
/// <param name="Library">The other library.</param>
/// <param name="Version">The version's name.</param>
/// <param name="IsUsed">Whether anything in the library refers to a symbol of the version; a loader looks up no other symbols.</param>
/// <param name="FlagsPlace">Where the need's flags lie in the file.</param>
internal sealed record VersionNeed(string Library, string Version, bool IsUsed, int FlagsPlace);

/// <summary>
/// The symbol versions that a shared library needs of others (section .gnu.version_r). A loader refuses a library whose need is not met,
/// unless the need is marked weak.
/// </summary>
/// <param name="image">A 64-bit little-endian ELF file.</param>
internal sealed class ElfVersionNeeds(byte[] image)
{
    private const int SectionHeaderSize = 64, RelocationSize = 24;
    private const uint Relocations = 4, SymbolVersions = 0x6fffffff, Needs = 0x6ffffffe;
    private const ushort Weak = 2, VersionMask = 0x7fff;

    public static bool CanRead(ReadOnlySpan<byte> image) =>
        image.Length > SectionHeaderSize && image.StartsWith("\u007fELF\u0002\u0001"u8);

    /// <summary>The needs that are not weak.</summary>
    public List<VersionNeed> Read()
    {
        HashSet<int> used = UsedVersions();
        List<VersionNeed> needs = [];
        foreach (int header in Sections(Needs))
        {
            int strings = Start(Header((int)UInt32(header + 40)));
            int need = Start(header);
            for (uint left = UInt32(header + 44); left > 0; left--, need += (int)UInt32(need + 12))
            {
                string library = Text(strings + (int)UInt32(need + 4));
                int version = need + (int)UInt32(need + 8);
                for (int versions = UInt16(need + 2); versions > 0; versions--, version += (int)UInt32(version + 12))
                {
                    string name = Text(strings + (int)UInt32(version + 8));
                    if ((UInt16(version + 4) & Weak) == 0)
                        needs.Add(new VersionNeed(library, name, used.Contains(UInt16(version + 6)), version + 4));
                }
            }
        }

        return needs;
    }

    /// <summary>Marks a need as weak in the image.</summary>
    public void Weaken(VersionNeed need) =>
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(need.FlagsPlace), (ushort)(UInt16(need.FlagsPlace) | Weak));

    /// <summary>Numbers of the versions whose symbols a relocation refers to.</summary>
    private HashSet<int> UsedVersions()
    {
        int versions = Start(Sections(SymbolVersions).Single());
        HashSet<int> used = [];
        foreach (int header in Sections(Relocations))
        {
            int end = Start(header) + (int)UInt64(header + 32);
            for (int relocation = Start(header); relocation < end; relocation += RelocationSize)
                _ = used.Add(UInt16(versions + (2 * (int)UInt32(relocation + 12))) & VersionMask);
        }

        return used;
    }

    private IEnumerable<int> Sections(uint type) =>
        Enumerable.Range(0, UInt16(0x3c)).Select(Header).Where(header => UInt32(header + 4) == type);

    private int Header(int section) => (int)UInt64(0x28) + (section * SectionHeaderSize);

    private int Start(int header) => (int)UInt64(header + 24);

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private ulong UInt64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(at));

    private string Text(int at) => Encoding.ASCII.GetString(image, at, image.AsSpan(at).IndexOf((byte)0));
}
