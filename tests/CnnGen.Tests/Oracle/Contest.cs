namespace CnnGen.Tests.Oracle;

/// <summary>
/// The two largest values of a window, of which a max pooling chose one. Gradients and unpooled values go to the winner, so that code whose values are
/// rounded may rightly come to another result where a contest is close.
/// </summary>
internal readonly record struct Contest(int Channel, double Winner, double RunnerUp)
{
    public double Margin => Winner - RunnerUp;
}
