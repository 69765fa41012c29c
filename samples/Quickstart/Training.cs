using System.Diagnostics;
using CnnGen;
using CnnGen.Data;
using CnnGen.Training;

namespace Quickstart;

/// <summary>How far an epoch has come.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Images">Images seen in this epoch.</param>
/// <param name="TotalImages">Images of an epoch.</param>
/// <param name="Loss">Mean loss of the epoch so far.</param>
/// <param name="ImagesPerSecond">Mean speed of the epoch so far.</param>
internal readonly record struct EpochProgress(int Epoch, int Images, int TotalImages, double Loss, double ImagesPerSecond);

/// <summary>Where training reports to.</summary>
internal interface ITrainingView
{
    void ShowStep(EpochProgress progress);

    void ShowEpoch(EpochProgress progress, double validationAccuracy);
}

/// <summary>The training loop.</summary>
internal static class Training
{
    private const int Batch = 64;
    private const float Momentum = 0.9f;
    private const float WeightDecay = 5e-4f;

    /// <summary>Share of all steps in which the learning rate rises.</summary>
    private const double WarmupShare = 0.1;

    /// <summary>Trains the network in place and measures it on the validation images after each epoch.</summary>
    public static void Run(Network network, DataSet data, int epochs, int seed, ITrainingView view)
    {
        Batcher batches = new(data.Training, Batch, seed, shuffle: true, dropLast: true);
        long steps = (long)epochs * batches.BatchesPerEpoch;
        LearningRate rate = LearningRate.Cosine(network.PeakRate, steps, warmup: (long)(WarmupShare * steps));
        using ClassifierTrainer trainer = (ClassifierTrainer)network.Model.CreateTrainer(Batch, new Sgd(rate, Momentum, weightDecay: WeightDecay), seed);
        using Predictor predictor = network.Model.CreatePredictor(Batch);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            EpochProgress progress = RunEpoch(trainer, batches, epoch, view);
            predictor.Refresh();
            view.ShowEpoch(progress, Evaluation.Measure(predictor, data.Validation).Accuracy);
        }
    }

    private static EpochProgress RunEpoch(ClassifierTrainer trainer, Batcher batches, int epoch, ITrainingView view)
    {
        long start = Stopwatch.GetTimestamp();
        double lossSum = 0;
        EpochProgress progress = default;
        batches.StartEpoch(epoch);
        for (int step = 1; batches.Next(); step++)
        {
            lossSum += trainer.Step(batches.Images, batches.Labels);
            int images = step * Batch;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            progress = new(epoch + 1, images, batches.ImagesPerEpoch, lossSum / step, images / seconds);
            view.ShowStep(progress);
        }

        return progress;
    }
}
