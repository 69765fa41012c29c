extern alias Library;
using System.Reflection;
using CnnGen.Sessions;
using Library::CnnGen.Kernels;

namespace CnnGen.Tests.Harness;

/// <summary>
/// Arenas that hold NaN wherever no zeros are promised, between zones that nobody may write: what reads memory before it was written there gives NaN, and
/// what writes outside of its arena is found when that is given back.
/// </summary>
internal sealed class PoisonedMemory : MemorySource
{
    private const int ZoneBytes = 4096;

    private static readonly int Mark = BitConverter.SingleToInt32Bits(float.NaN) ^ 0x5A5A;

    /// <inheritdoc/>
    public override unsafe void* Take(long bytes)
    {
        byte* memory = (byte*)base.Take(bytes + (2 * ZoneBytes));
        new Span<int>(memory, (int)(bytes + (2 * ZoneBytes)) / sizeof(int)).Fill(Mark);
        new Span<float>(memory + ZoneBytes, (int)bytes / sizeof(float)).Fill(float.NaN);
        return memory + ZoneBytes;
    }

    /// <inheritdoc/>
    public override unsafe void Return(void* memory, long bytes)
    {
        byte* start = (byte*)memory;
        bool intact = IsIntact(start - ZoneBytes) && IsIntact(start + bytes);
        base.Return(start - ZoneBytes, bytes);
        Assert.True(intact, "something was written outside of the arena");
    }

    /// <summary>Zeroes what a new session expects to be zero: the borders of maps whose memory no other value ever takes.</summary>
    /// <param name="session">The session, before its first run.</param>
    /// <param name="source">Its emitted code, which makes the other borders anew each time.</param>
    public static void ZeroBorders(Session session, string source)
    {
        const BindingFlags Private = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        const string Suffix = "Map";
        int capacity = (int)typeof(Session).GetField("_capacity", Private)!.GetValue(session)!;
        MethodInfo at = typeof(Session).GetMethod("At", Private)!;
        foreach (FieldInfo layout in session.GetType().GetFields(Private).Where(field => field.FieldType == typeof(Map)))
        {
            Map map = (Map)layout.GetValue(null)!;
            FieldInfo? offset = session.GetType().GetField(layout.Name[..^Suffix.Length], Private);
            if (offset is not null && map.HasBorder && !source.Contains($"Zero.Border({layout.Name},", StringComparison.Ordinal))
                Zero.Border(map, capacity, (Address)at.Invoke(session, [offset.GetValue(null)])!);
        }
    }

    private static unsafe bool IsIntact(byte* zone) => !new ReadOnlySpan<int>(zone, ZoneBytes / sizeof(int)).ContainsAnyExcept(Mark);
}
