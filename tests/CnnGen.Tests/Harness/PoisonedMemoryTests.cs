namespace CnnGen.Tests.Harness;

/// <summary>The traps themselves: they must spring.</summary>
public sealed unsafe class PoisonedMemoryTests
{
    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void WriteOutsideOfAnArena_IsFound(int place)
    {
        PoisonedMemory memory = new();
        float* arena = (float*)memory.Take(64 * sizeof(float));
        arena[place] = 0;
        Assert.ThrowsAny<Exception>(() => memory.Return(arena, 64 * sizeof(float)));
    }

    [Fact]
    public void WriteWithinAnArena_IsAllowed()
    {
        PoisonedMemory memory = new();
        float* arena = (float*)memory.Take(64 * sizeof(float));
        Assert.True(float.IsNaN(arena[0]) && float.IsNaN(arena[63]));
        arena[0] = arena[63] = 1;
        memory.Return(arena, 64 * sizeof(float));
    }
}
