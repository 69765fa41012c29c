using System.Runtime.CompilerServices;
using CnnGen.Threads;

namespace CnnGen.Tests.Threads;

/// <summary>What a team promises whoever hands it a job.</summary>
public sealed unsafe class CrewTests
{
    private const int Threads = 4, MostChunks = 300;

    [Fact]
    public void EveryChunk_IsDoneOnce_ByAMember()
    {
        using Team team = new(Threads);
        int* counts = stackalloc int[MostChunks];
        for (int job = 0; job < 20_000; job++)
        {
            int chunks = 1 + (job * 7919 % MostChunks);
            new Span<int>(counts, MostChunks).Clear();
            team.Crew.Run(chunks, &Count, counts);
            for (int chunk = 0; chunk < MostChunks; chunk++)
                Assert.Equal(chunk < chunks ? 1 : 0, counts[chunk]);
        }

        static void Count(void* state, int chunk, int member)
        {
            if ((uint)member >= Threads)
                throw new InvalidOperationException($"There is no member {member}.");
            Interlocked.Increment(ref ((int*)state)[chunk]);
        }
    }

    [Fact]
    public void WorkersHelp_AndAreWokenWhereTheySlept()
    {
        using Team team = new(Threads);
        for (int job = 0; job < 5; job++)
        {
            int met = 0;
            team.Crew.Run(2, &MeetTheOther, &met);
            Assert.Equal(2, met);
            Thread.Sleep(20);
        }

        // Each of two chunks waits for the other, so that one member cannot do both.
        static void MeetTheOther(void* state, int chunk, int member)
        {
            Interlocked.Increment(ref *(int*)state);
            SpinWait.SpinUntil(() => Volatile.Read(ref *(int*)state) == 2);
        }
    }

    [Fact]
    public void ExceptionOfAChunk_IsTheCallers_AndTheTeamGoesOn()
    {
        using Team team = new(Threads);
        for (int job = 0; job < 100; job++)
        {
            int done = 0, thrown = 0;
            try
            {
                team.Crew.Run(40, &FailAtSome, &done);
            }
            catch (InvalidOperationException)
            {
                thrown++;
            }

            Assert.Equal((40, 1), (done, thrown));
        }

        static void FailAtSome(void* state, int chunk, int member)
        {
            Interlocked.Increment(ref *(int*)state);
            if (chunk % 10 == 3)
                throw new InvalidOperationException();
        }
    }

    [Fact]
    public void JobWithinAJob_IsDoneByItsCaller()
    {
        using Team team = new(Threads);
        Nested nested = new() { Crew = team.Crew };
        team.Crew.Run(50, &Outer, Unsafe.AsPointer(ref nested));
        Assert.Equal(50 * 20, nested.Done);

        static void Outer(void* state, int chunk, int member) => Unsafe.AsRef<Nested>(state).Crew.Run(20, &Inner, state);

        static void Inner(void* state, int chunk, int member) => Interlocked.Increment(ref Unsafe.AsRef<Nested>(state).Done);
    }

    private struct Nested
    {
        public Crew Crew;
        public int Done;
    }
}
