namespace CnnGen.Threads;

/// <summary>One thread beside the caller's. It waits for work a short while, then sleeps until it is woken.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Crew _crew;
    private readonly int _member;
    private readonly Thread _thread;
    private readonly AutoResetEvent _signal = new(false);
    private bool _sleeps;

    public Worker(Crew crew, int member)
    {
        (_crew, _member) = (crew, member);
        _thread = new Thread(Work) { IsBackground = true, Name = $"CnnGen worker {member}" };
    }

    /// <summary>Whether the thread has not ended.</summary>
    internal bool IsAlive => _thread.IsAlive;

    public void Start() => _thread.Start();

    /// <summary>Wakes the thread if it sleeps; what it shall see was written before.</summary>
    public void Wake()
    {
        if (Volatile.Read(ref _sleeps) && Interlocked.Exchange(ref _sleeps, false))
            _signal.Set();
    }

    /// <summary>Waits for the thread, which its crew has stopped.</summary>
    public void Dispose()
    {
        _thread.Join();
        _signal.Dispose();
    }

    private void Work()
    {
        while (!_crew.IsStopped)
        {
            _crew.Help(_member);
            Wait wait = default;
            while (!_crew.HasWork && !_crew.IsStopped && !wait.IsLong)
                wait.Once();
            if (wait.IsLong)
                Sleep();
        }
    }

    /// <summary>Work that came before the flag was seen has sent no signal, work that came after it has.</summary>
    private void Sleep()
    {
        Interlocked.Exchange(ref _sleeps, true);
        if ((_crew.HasWork || _crew.IsStopped) && Interlocked.Exchange(ref _sleeps, false))
            return;
        _signal.WaitOne();
    }
}
