using CnnGen.Threads;

namespace CnnGen.Tests.Threads;

/// <summary>Who does a run, by times that are made up.</summary>
public sealed class TeamChoiceTests
{
    private const int Trial = 2 * TeamChoice.Tries;

    [Fact]
    public void RunsThatAreFasterAlone_AreDoneAlone() => Assert.All(Runs(together: 30, alone: 20, TeamChoice.Period)[Trial..], Assert.False);

    [Fact]
    public void RunsThatAreFasterTogether_AreShared() => Assert.All(Runs(together: 20, alone: 30, TeamChoice.Period)[Trial..], Assert.True);

    [Fact]
    public void BothWaysAreTried_AgainAndAgain()
    {
        bool[] shared = Runs(together: 30, alone: 20, TeamChoice.Period + Trial);
        Assert.Equal(2 * TeamChoice.Tries, shared.Count(isShared => isShared));
        Assert.All(shared[TeamChoice.Period..^TeamChoice.Tries], Assert.True);
    }

    [Fact]
    public void LongRuns_AreNeverTriedAlone() => Assert.All(Runs(TeamChoice.LongRun + 1, alone: 1, TeamChoice.Period), Assert.True);

    [Fact]
    public void OneSlowRunOfATrial_DoesNotCount() =>
        Assert.All(Runs(together: 20, alone: 30, TeamChoice.Period, slowRun: TeamChoice.Warmups, slowTime: 1000)[Trial..], Assert.True);

    private static bool[] Runs(long together, long alone, int count, int slowRun = -1, long slowTime = 0)
    {
        TeamChoice choice = default;
        bool[] shared = new bool[count];
        long now = 0;
        for (int i = 0; i < count; i++)
        {
            shared[i] = choice.Begin(now);
            now += i == slowRun ? slowTime : shared[i] ? together : alone;
            choice.End(now);
        }

        return shared;
    }
}
