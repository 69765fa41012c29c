using System.Runtime.InteropServices;
using CnnGen.Sessions;

namespace CnnGen.Tests.Sessions;

/// <summary>Large blocks are given back to the system and taken afresh, and nothing beside them.</summary>
public sealed unsafe class HugePagesTests
{
    [Fact]
    public void Ask_GivesBackWholeHugePages_AndLeavesWhatLiesAroundTheBlock()
    {
        const int Size = 4 * HugePages.Size, Start = (HugePages.Size / 2) + 64, End = Size - Start;
        byte* memory = (byte*)NativeMemory.Alloc(Size);
        try
        {
            Span<byte> all = new(memory, Size);
            all.Fill(1);
            HugePages.Ask(memory + Start, End - Start);
            Assert.Equal(-1, all[..Start].IndexOfAnyExcept((byte)1));
            Assert.Equal(-1, all[End..].IndexOfAnyExcept((byte)1));
            long pages = (((long)memory + End) / HugePages.Size) - (((long)memory + Start + HugePages.Size - 1) / HugePages.Size);
            Assert.Equal(OperatingSystem.IsLinux() ? pages * HugePages.Size : 0, all.Count((byte)0));
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }

    [Fact]
    public void AnArena_OfMemoryThatWasUsedBefore_IsZeros()
    {
        const long Bytes = 3 * HugePages.Size;
        for (int turn = 0; turn < 3; turn++)
        {
            void* memory = MemorySource.Current.Take(Bytes);
            Span<byte> all = new(memory, (int)Bytes);
            Assert.Equal(-1, all.IndexOfAnyExcept((byte)0));
            all.Fill(1);
            MemorySource.Current.Return(memory, Bytes);
        }
    }
}
