namespace Quickstart;

/// <summary>A place in the plane; y grows downwards.</summary>
internal readonly record struct Point(double X, double Y)
{
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    /// <summary>Distance to the nearest point of a line segment.</summary>
    public double DistanceTo(Point from, Point to)
    {
        Point line = to - from, here = this - from;
        double share = ((here.X * line.X) + (here.Y * line.Y)) / ((line.X * line.X) + (line.Y * line.Y));
        share = Math.Clamp(share, 0, 1);
        return (here - new Point(share * line.X, share * line.Y)).Length;
    }
}

/// <summary>A kind of shape about the origin, with a radius of about 1.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Distance">
/// Distance from a point to the outline, negative inside, exact enough for smooth edges. The second argument is half the width of strokes.
/// </param>
internal sealed record Shape(string Name, Func<Point, double, double> Distance)
{
    private static readonly Point[] TriangleCorners = [new(0, -1), new(0.87, 0.6), new(-0.87, 0.6)];

    private static readonly Point[] StarCorners =
    [
        new(0, -1), new(0.247, -0.34), new(0.951, -0.309), new(0.4, 0.13), new(0.588, 0.809),
        new(0, 0.42), new(-0.588, 0.809), new(-0.4, 0.13), new(-0.951, -0.309), new(-0.247, -0.34),
    ];

    private static readonly Point[] HeartTip = [new(-0.83, 0.05), new(0, -0.2), new(0.83, 0.05), new(0, 0.92)];

    /// <summary>All kinds, by label.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("disc", (p, _) => p.Length - 0.8),
        new("ring", (p, stroke) => Math.Abs(p.Length - 0.78) - stroke),
        new("square", (p, _) => Math.Max(Math.Abs(p.X), Math.Abs(p.Y)) - 0.74),
        new("triangle", (p, _) => ToPolygon(p, TriangleCorners)),
        new("star", (p, _) => ToPolygon(p, StarCorners)),
        new("cross", (p, stroke) => Math.Min(p.DistanceTo(new(-0.8, 0), new(0.8, 0)), p.DistanceTo(new(0, -0.8), new(0, 0.8))) - stroke),
        new("crescent", (p, _) => Math.Max(p.Length - 0.9, 0.72 - (p - new Point(0.42, -0.12)).Length)),
        new("heart", (p, _) => Math.Min(
            Math.Min((p - new Point(-0.43, -0.25)).Length, (p - new Point(0.43, -0.25)).Length) - 0.5,
            ToPolygon(p, HeartTip))),
        new("arrow", (p, stroke) => Math.Min(
            p.DistanceTo(new(0, 0.85), new(0, -0.8)),
            Math.Min(p.DistanceTo(new(0, -0.8), new(-0.55, -0.25)), p.DistanceTo(new(0, -0.8), new(0.55, -0.25)))) - stroke),
        new("spiral", (p, stroke) => ToSpiral(p) - (0.75 * stroke)),
    ];

    /// <summary>Distance to the nearest side, negative where a ray to the right crosses an odd number of sides.</summary>
    private static double ToPolygon(Point p, Point[] corners)
    {
        double nearest = double.MaxValue;
        bool inside = false;
        Point from = corners[^1];
        foreach (Point to in corners)
        {
            nearest = Math.Min(nearest, p.DistanceTo(from, to));
            if (from.Y > p.Y != to.Y > p.Y && p.X < from.X + ((p.Y - from.Y) / (to.Y - from.Y) * (to.X - from.X)))
                inside = !inside;
            from = to;
        }

        return inside ? -nearest : nearest;
    }

    /// <summary>
    /// Distance to half circles of radius 0.3, 0.6 and 0.9, in turn above and below the axis, each beginning where the last ends.
    /// </summary>
    private static double ToSpiral(Point p)
    {
        double toEnds = Math.Min((p - new Point(0.3, 0)).Length, (p - new Point(-0.9, 0)).Length);
        double toCurve = p.Y < 0
            ? Math.Min(Math.Abs(p.Length - 0.3), Math.Abs(p.Length - 0.9))
            : Math.Abs((p - new Point(0.3, 0)).Length - 0.6);
        return Math.Min(toEnds, toCurve);
    }
}
