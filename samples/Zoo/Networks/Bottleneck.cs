using CnnGen;

namespace Zoo;

/// <summary>28x28x192 to 28x28x32 by 5x5 filters alone: 120 million multiply-accumulates.</summary>
[CnnModel(192, 28, 28)]
[Conv(32, 5, padding: 2), MeanSquaredError]
public partial class WideFilters;

/// <summary>The same by way of 16 channels (Lin et al. 2013; Szegedy et al. 2014): a tenth of the work.</summary>
[CnnModel(192, 28, 28)]
[Conv(16, 1), Conv(32, 5, padding: 2), MeanSquaredError]
public partial class ReducedFilters;
