namespace CnnGen.Threads;

/// <summary>
/// The threads of one session: the caller of a run and workers made with the session. The workers know the <see cref="Threads.Crew"/> alone, so that
/// a session that was dropped is collected, and its finalizer ends them.
/// </summary>
internal sealed class Team : IDisposable
{
    /// <param name="threads">Members, the caller counted; more than the machine has processors would only take turns.</param>
    public Team(int threads)
    {
        Workers = new Worker[Math.Min(threads, Processors) - 1];
        Crew = new Crew(Workers);
        for (int i = 0; i < Workers.Length; i++)
            Workers[i] = new Worker(Crew, member: i + 1);
        foreach (Worker worker in Workers)
            worker.Start();
    }

    ~Team() => Crew.Stop();

    /// <summary>Processors that members may run on. Tests set it, to see teams that outnumber the machine's.</summary>
    internal static int Processors { get; set; } = Environment.ProcessorCount;

    /// <summary>What the members share.</summary>
    public Crew Crew { get; }

    /// <summary>The members beside the caller.</summary>
    internal Worker[] Workers { get; }

    /// <summary>Members, the caller counted.</summary>
    public int Count => Crew.Members;

    /// <summary>Ends the workers and waits for them.</summary>
    public void Dispose()
    {
        Crew.Stop();
        foreach (Worker worker in Workers)
            worker.Dispose();
        GC.SuppressFinalize(this);
    }
}
