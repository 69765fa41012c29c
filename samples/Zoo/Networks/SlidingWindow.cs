using CnnGen;

namespace Zoo;

/// <summary>A classifier of small windows, which may be slid over a larger image.</summary>
[CnnModel(3, 36, 36)]
[Conv(16, 5), ReLU, MaxPool(2), Conv(32, 5), ReLU, MaxPool(2)]
[Linear(128), ReLU, Linear(10)]
public partial class WindowNet;

/// <summary>
/// The same classifier at every window of a larger image at once, four pixels apart as its two poolings are (Sermanet et al. 2013): linear layers are
/// convolutions, the first by a kernel of the map's size.
/// </summary>
[CnnModel(3, 128, 128)]
[Conv(16, 5), ReLU, MaxPool(2), Conv(32, 5), ReLU, MaxPool(2)]
[Conv(128, 6), ReLU, Conv(10, 1), PixelCrossEntropy]
public partial class WindowSweep;
