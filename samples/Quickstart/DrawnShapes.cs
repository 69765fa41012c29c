using CnnGen.Data;

namespace Quickstart;

/// <summary>
/// A data set that needs no files: ten kinds of shapes, 28 x 28 grey pixels, drawn at random places, sizes, angles and contrasts over
/// sloping, noisy backgrounds with stray strokes. Image n of a seed is the same on every machine: random numbers are counted, and the
/// arithmetic keeps to what IEEE 754 rounds exactly, square roots included.
/// </summary>
internal static class DrawnShapes
{
    private const int Size = 28;

    /// <summary>Draws images of all classes in turn, so that each has its equal share.</summary>
    /// <param name="first">Number of the first image; ranges that do not overlap give unrelated images.</param>
    /// <param name="count">How many images.</param>
    /// <param name="seed">Seed of all of them.</param>
    public static ImageSet Draw(int first, int count, int seed)
    {
        byte[] pixels = new byte[count * Size * Size];
        int[] labels = new int[count];
        Parallel.For(0, count, i =>
        {
            labels[i] = (first + i) % Shape.All.Count;
            CounterRandom random = new(seed, stream: first + i);
            DrawImage(Shape.All[labels[i]], ref random, pixels.AsSpan(i * Size * Size, Size * Size));
        });
        return new ImageSet(channels: 1, Size, Size, [.. Shape.All.Select(shape => shape.Name)], pixels, labels);
    }

    private static void DrawImage(Shape shape, ref CounterRandom random, Span<byte> pixels)
    {
        Span<double> canvas = stackalloc double[Size * Size];
        double ground = DrawBackground(ref random, canvas);
        double ink = Ink(ref random, ground, weakest: 0.4);
        for (int strokes = random.NextBelow(3); strokes > 0; strokes--)
            DrawStroke(ref random, canvas, Ink(ref random, ground, weakest: 0.15));
        DrawShape(shape, ref random, canvas, ink);
        if (random.NextBelow(2) == 0)
            DrawStroke(ref random, canvas, Ink(ref random, ground, weakest: 0.15));

        double noise = random.NextBetween(0.02, 0.08);
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(byte.MaxValue * Math.Clamp(canvas[i] + random.NextBetween(-noise, noise), 0, 1));
    }

    /// <summary>Fills the canvas with a slope of grey and returns the grey of its middle.</summary>
    private static double DrawBackground(ref CounterRandom random, Span<double> canvas)
    {
        double ground = random.NextBetween(0.05, 0.4);
        double slopeX = random.NextBetween(-0.15, 0.15), slopeY = random.NextBetween(-0.15, 0.15);
        for (int i = 0; i < canvas.Length; i++)
            canvas[i] = ground + (slopeX * ((double)(i % Size) / Size - 0.5)) + (slopeY * ((double)(i / Size) / Size - 0.5));
        return ground;
    }

    /// <summary>A grey that is lighter than the ground.</summary>
    private static double Ink(ref CounterRandom random, double ground, double weakest) => random.NextBetween(ground + weakest, 1);

    private static void DrawShape(Shape shape, ref CounterRandom random, Span<double> canvas, double ink)
    {
        double radius = random.NextBetween(9, 12), stretch = random.NextBetween(0.9, 1.1);
        double centreX = random.NextBetween(radius, Size - radius), centreY = random.NextBetween(radius, Size - radius);
        double stroke = random.NextBetween(0.12, 0.22);

        // The shape's axis: any direction within 27 degrees of upright.
        double tilt = random.NextBetween(-0.5, 0.5), length = Math.Sqrt(1 + (tilt * tilt));
        double cosine = 1 / length, sine = tilt / length;
        for (int i = 0; i < canvas.Length; i++)
        {
            double x = ((i % Size) + 0.5 - centreX) / radius, y = ((i / Size) + 0.5 - centreY) / radius;
            double along = ((cosine * x) + (sine * y)) * stretch, across = ((cosine * y) - (sine * x)) / stretch;
            Cover(ref canvas[i], shape.Distance(new Point(along, across), stroke) * radius, ink);
        }
    }

    private static void DrawStroke(ref CounterRandom random, Span<double> canvas, double ink)
    {
        Point from = new(random.NextBetween(0, Size), random.NextBetween(0, Size));
        Point to = from + new Point(random.NextBetween(-8, 8), random.NextBetween(-8, 8));
        double halfWidth = random.NextBetween(0.4, 1);
        for (int i = 0; i < canvas.Length; i++)
            Cover(ref canvas[i], new Point((i % Size) + 0.5, (i / Size) + 0.5).DistanceTo(from, to) - halfWidth, ink);
    }

    /// <summary>Lays ink over the part of a pixel that lies inside an outline.</summary>
    /// <param name="pixel">The pixel's grey.</param>
    /// <param name="distance">Pixels from its centre to the outline, negative inside.</param>
    /// <param name="ink">Grey of the ink.</param>
    private static void Cover(ref double pixel, double distance, double ink) =>
        pixel += (ink - pixel) * Math.Clamp(0.5 - distance, 0, 1);
}
