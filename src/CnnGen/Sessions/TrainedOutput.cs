using System.ComponentModel;

namespace CnnGen.Sessions;

/// <summary>What trains one of several outputs.</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="Channels">Channels of its scores: the classes, where labels train it.</param>
/// <param name="Height">Rows of its scores.</param>
/// <param name="Width">Columns of its scores.</param>
/// <param name="IgnoredLabel">The label of what does not count in its loss; training by labels only.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record TrainedOutput(string Name, int Channels, int Height, int Width, int IgnoredLabel = SessionPlan.Unlabelled)
{
    internal int Pixels => Height * Width;

    internal int Count => Channels * Pixels;
}
