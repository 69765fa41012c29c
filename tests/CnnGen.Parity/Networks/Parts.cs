using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>Short forms of TorchSharp's layers, with PyTorch's defaults.</summary>
internal static class Parts
{
    public static Conv2d Conv(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, bool bias = false) =>
        nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: padding, bias: bias);

    public static MaxPool2d MaxPool(long kernel, long stride, long padding = 0, bool ceilMode = false) =>
        nn.MaxPool2d(kernel, stride, padding, ceil_mode: ceilMode);

    /// <summary>Modules in a row, named by number.</summary>
    public static Sequential Chain(IEnumerable<nn.Module<Tensor, Tensor>> parts) =>
        nn.Sequential([.. parts.Select((part, index) => ($"{index}", part))]);
}
