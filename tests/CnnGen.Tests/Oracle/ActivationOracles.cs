using System.Globalization;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Tests.Oracle;

/// <summary>y = f(x) of ReLU, leaky ReLU, sigmoid and tanh; dx = dy * f'(x).</summary>
internal sealed class ActivationOracle(Node node, ActivationOp op) : OracleOp(node)
{
    private double[] _x = [];

    private double Slope => op.Function.Code == "ReLU"
        ? 0
        : float.Parse(op.Function.Code["LeakyReLU(".Length..^"f)".Length], CultureInfo.InvariantCulture);

    public override IEnumerable<Contest> Contests => op.Function.Code is "Sigmoid" or "Tanh" ? [] : _x.Select((_, place) => new Contest(place, null));

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        return [.. x.Select(Function)];
    }

    public override double[] Backward(OracleRun run, double[] dy) => [.. dy.Select((d, i) => d * Derivative(_x[i]))];

    private double Function(double x) => op.Function.Code switch
    {
        "Sigmoid" => Sigmoid(x),
        "Tanh" => Math.Tanh(x),
        _ => x > 0 ? x : Slope * x,
    };

    private double Derivative(double x) => op.Function.Code switch
    {
        "Sigmoid" => Sigmoid(x) * Sigmoid(-x),
        "Tanh" => 1 / Math.Pow(Math.Cosh(x), 2),
        _ => x > 0 ? 1 : Slope,
    };
}

/// <summary>y = x * g(x) of SiLU and GELU; dx = dy * (g(x) + x g'(x)).</summary>
internal sealed class SelfGatedOracle(Node node, SelfGatedOp op) : OracleOp(node)
{
    private double[] _x = [];

    private bool IsLogistic => op.Gate == "Logistic";

    /// <summary>P(X &lt;= x) of the standard normal distribution, (1 + erf(x / sqrt 2)) / 2, by a series of positive terms.</summary>
    public static double Normal(double x)
    {
        if (Math.Abs(x) > 8)
            return x > 0 ? 1 : 0;
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18; n++)
        {
            term *= x * x / ((2 * n) + 1);
            sum += term;
        }

        return 0.5 + (Density(x) * sum);
    }

    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        return [.. x.Select(value => value * Gate(value))];
    }

    public override double[] Backward(OracleRun run, double[] dy) => [.. dy.Select((d, i) => d * (Gate(_x[i]) + (_x[i] * Slope(_x[i]))))];

    private double Gate(double x) => IsLogistic ? ActivationOracle.Sigmoid(x) : Normal(x);

    private double Slope(double x) => IsLogistic ? ActivationOracle.Sigmoid(x) * ActivationOracle.Sigmoid(-x) : Density(x);
}
