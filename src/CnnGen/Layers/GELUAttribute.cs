namespace CnnGen;

/// <summary>
/// Gaussian error linear unit (Hendrycks and Gimpel 2016): <c>y = x * P(X &lt;= x)</c> for a standard normal X, the exact form
/// <c>x / 2 * (1 + erf(x / sqrt 2))</c>.
/// </summary>
public sealed class GELUAttribute : LayerAttribute;
