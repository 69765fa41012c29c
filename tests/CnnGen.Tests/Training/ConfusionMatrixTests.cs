using CnnGen.Training;

namespace CnnGen.Tests.Training;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Measures_AreThoseByHand()
    {
        // Class 3 never occurs, and 9 is ignored, whatever was predicted there.
        ConfusionMatrix confusion = new(classes: 4, ignore: 9);
        confusion.Add([0, 0, 0, 1, 1, 9], new byte[] { 0, 0, 1, 1, 2, 200 });
        confusion.Add(new byte[] { 2, 9, 2 }, new byte[] { 2, 0, 0 });
        Assert.Equal(7, confusion.Total);
        Assert.Equal((2, 1, 1, 0), (confusion[0, 0], confusion[0, 1], confusion[1, 2], confusion[2, 1]));
        Assert.Equal(4.0 / 7, confusion.Accuracy, 1e-15);
        Assert.Equal(2.0 / 4, confusion.IntersectionOverUnion(0), 1e-15);
        Assert.Equal(1.0 / 3, confusion.IntersectionOverUnion(1), 1e-15);
        Assert.Equal(1.0 / 3, confusion.IntersectionOverUnion(2), 1e-15);
        Assert.Equal(double.NaN, confusion.IntersectionOverUnion(3));
        Assert.Equal(((2.0 / 4) + (1.0 / 3) + (1.0 / 3)) / 3, confusion.MeanIntersectionOverUnion, 1e-15);
        Assert.Equal((2.0 / 3, double.NaN), (confusion.Recall(0), confusion.Recall(3)));
    }

    [Fact]
    public void NothingCounted_IsNoNumber()
    {
        ConfusionMatrix confusion = new(classes: 2);
        confusion.Add([0, 1], [0, 1]);
        Assert.Equal((1.0, 1.0), (confusion.Accuracy, confusion.MeanIntersectionOverUnion));
        confusion.Clear();
        confusion.Add([-100], [0]);
        Assert.Equal((0, double.NaN, double.NaN), (confusion.Total, confusion.Accuracy, confusion.MeanIntersectionOverUnion));
    }

    [Fact]
    public void WhatDoesNotFit_ThrowsAndCountsNothing()
    {
        ConfusionMatrix confusion = new(classes: 2, ignore: 7);
        Assert.Throws<ArgumentException>(() => confusion.Add([0, 1], [0]));
        Assert.Contains("Label 1 is 2", Assert.Throws<ArgumentOutOfRangeException>(() => confusion.Add([0, 2], [0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("Prediction 1 is 3", Assert.Throws<ArgumentOutOfRangeException>(() => confusion.Add([0, 1], [0, 3])).Message, StringComparison.Ordinal);
        Assert.Equal(0, confusion.Total);
        Assert.Throws<ArgumentOutOfRangeException>(() => confusion[0, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => confusion.Recall(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrix(0));
    }
}
