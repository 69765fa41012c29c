using System.Runtime.CompilerServices;
using CnnGen.Tests.Harness;
using CnnGen.Threads;
using CnnGen.Training;

namespace CnnGen.Tests.Threads;

public sealed class ThreadedSessionTests
{
    private const int Batch = 5, Pixels = 2 * 12 * 12, MostSeconds = 30;

    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(2, 12, 12)] [Conv(8, 3, padding: 1), BatchNorm, ReLU, MaxPool(2), Conv(24, 3), ReLU, Linear(16), ReLU, Linear(3)] public partial class Net;
        """);

    private readonly Model _model = Nets.Create("Net", seed: 1);
    private readonly float[] _images = [.. Enumerable.Range(0, Batch * Pixels).Select(i => MathF.Sin(i))];
    private readonly int[] _labels = [0, 1, 2, 0, 1];

    [Fact]
    public void FewerThanOneThread_IsRefused()
    {
        Assert.Equal("threads", Assert.Throws<ArgumentOutOfRangeException>(() => _model.CreatePredictor(1, threads: 0)).ParamName);
        Assert.Equal("threads", Assert.Throws<ArgumentOutOfRangeException>(() => _model.CreateTrainer(1, new Sgd(0.1f), threads: -1)).ParamName);
    }

    [Fact]
    public void Threads_AreAnUpperLimit()
    {
        using Predictor alone = _model.CreatePredictor(), few = _model.CreatePredictor(1, threads: 2), many = _model.CreatePredictor(1, threads: 1000);
        Assert.Equal((1, 2, FineCuts.MostThreads), (alone.Threads, few.Threads, many.Threads));
    }

    [Fact]
    public void ManyPredictorsAtOnce_GiveTheScoresOfOneAlone()
    {
        using Predictor alone = _model.CreatePredictor(Batch);
        float[] expected = alone.Run(_images).ToArray();
        const int Users = 6, Runs = 200;
        Exception?[] failures = new Exception?[Users];
        Thread[] users = [.. Enumerable.Range(0, Users).Select(user => new Thread(() => failures[user] = Record.Exception(() =>
        {
            using Predictor predictor = _model.CreatePredictor(Batch, threads: 1 + (user % FineCuts.MostThreads));
            for (int run = 0; run < Runs; run++)
                Assert.True(predictor.Run(_images).SequenceEqual(expected));
        })))];
        foreach (Thread user in users)
            user.Start();
        Assert.All(users, user => Assert.True(user.Join(TimeSpan.FromSeconds(MostSeconds)), "A run hangs."));
        Assert.All(failures, Assert.Null);
    }

    [Fact]
    public void Disposal_EndsTheThreads_InTheMidstOfOthersWork()
    {
        using ClassifierTrainer busy = (ClassifierTrainer)_model.CreateTrainer(Batch, new Sgd(1e-6f), threads: 3);
        for (int i = 0; i < 100; i++)
        {
            Predictor predictor = _model.CreatePredictor(Batch, threads: FineCuts.MostThreads);
            if (i % 3 > 0)
                predictor.Run(_images);
            busy.Step(_images, _labels);
            Worker[] workers = predictor.Team!.Workers;
            predictor.Dispose();
            predictor.Dispose();
            Assert.All(workers, worker => Assert.False(worker.IsAlive));
            Assert.Throws<ObjectDisposedException>(() => predictor.Run(_images));
        }
    }

    [Fact]
    public void SessionThatWasDropped_LeavesNoThreads()
    {
        Worker[] workers = [.. Enumerable.Range(0, 5).SelectMany(_ => Drop())];
        for (DateTime end = DateTime.UtcNow.AddSeconds(MostSeconds); workers.Any(worker => worker.IsAlive) && DateTime.UtcNow < end; Thread.Sleep(1))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(workers, worker => Assert.False(worker.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Worker[] Drop()
    {
        Predictor predictor = _model.CreatePredictor(Batch, threads: 3);
        predictor.Run(_images);
        Trainer trainer = _model.CreateTrainer(Batch, new Sgd(1e-6f), threads: 3);
        ((ClassifierTrainer)trainer).Step(_images, _labels);
        return [.. predictor.Team!.Workers, .. trainer.Team!.Workers];
    }
}
