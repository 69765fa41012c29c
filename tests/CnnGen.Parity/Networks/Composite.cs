using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>A module that names its parts one by one.</summary>
internal abstract class Composite(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Makes a module part of this one under the name that its state has in files.</summary>
    protected TModule Part<TModule>(string name, TModule part)
        where TModule : nn.Module
    {
        register_module(name, part);
        return part;
    }

    /// <summary>Does nothing: TorchSharp would name all parts once more, by their fields.</summary>
    protected override void RegisterComponents()
    {
    }
}
