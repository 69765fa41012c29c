using System;
using System.Collections.Generic;
using System.Linq;

namespace CnnGen.Generator.Layers;

/// <summary>Every layer of the language: the name of its attribute, and what builds it.</summary>
internal static class LayerCatalog
{
    private static readonly List<(string Kind, Action<LayerContext> Build)> Layers =
    [
        ("Normalize", NormalizeLayer.Build),
        ("Conv", ConvLayer.Build),
        ("ConvTranspose", ConvTransposeLayer.Build),
        ("Linear", LinearLayer.Build),
        ("BatchNorm", BatchNormLayer.Build),
        ("LayerNorm", LayerNormLayer.Build),
        ("InstanceNorm", InstanceNormLayer.Build),
        ("GroupNorm", GroupNormLayer.Build),
        ("LocalResponseNorm", LocalResponseNormLayer.Build),
        ("Add", AddLayer.Build),
        ("Concat", ConcatLayer.Build),
        ("ReLU", ReLULayer.Build),
        ("LeakyReLU", LeakyReLULayer.Build),
        ("Sigmoid", SigmoidLayer.Build),
        ("Tanh", TanhLayer.Build),
        ("SiLU", SiLULayer.Build),
        ("GELU", GELULayer.Build),
        ("MaxPool", MaxPoolLayer.Build),
        ("MaxUnpool", MaxUnpoolLayer.Build),
        ("AvgPool", AvgPoolLayer.Build),
        ("GlobalAvgPool", GlobalAvgPoolLayer.Build),
        ("GlobalMaxPool", GlobalMaxPoolLayer.Build),
        ("Upsample", UpsampleLayer.Build),
        ("BedOfNails", BedOfNailsLayer.Build),
        ("Pad", PadLayer.Build),
        ("Crop", CropLayer.Build),
        ("Subsample", SubsampleLayer.Build),
        ("Dropout", DropoutLayer.Build),
        ("ChannelDropout", ChannelDropoutLayer.Build),
        ("Softmax", SoftmaxLayer.Build),
        ("CrossEntropy", CrossEntropyLayer.Build),
        ("PixelCrossEntropy", PixelCrossEntropyLayer.Build),
        ("MeanSquaredError", MeanSquaredErrorLayer.Build),
    ];

    public static IEnumerable<string> Kinds => Layers.Select(layer => layer.Kind);

    /// <summary>Whether a layer multiplies by weights, so that the one before it is not the network's last such layer.</summary>
    public static bool HasWeights(string kind) => kind is "Conv" or "ConvTranspose" or "Linear";

    /// <summary>Whether a layer at the head of a stage joins the stages that it names, so that the stage reads no other.</summary>
    public static bool IsJoin(string kind) => kind is "Add" or "Concat";

    public static Action<LayerContext> Find(string kind) => Layers.First(layer => layer.Kind == kind).Build;
}
