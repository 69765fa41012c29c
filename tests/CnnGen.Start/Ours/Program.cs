using CnnGen;
using CnnGen.Start;

Life life = new(args);
Model model = life.Network switch
{
    "lenet5" => new Zoo.LeNet5(),
    "squeezenet1_1" => new Zoo.SqueezeNet11(),
    "resnet18" => new Zoo.ResNet18(),
    _ => throw new ArgumentException($"There is no network '{life.Network}' here."),
};
model.Load(life.Weights);
float[] image = life.ReadImage();
using Predictor predictor = model.CreatePredictor();
life.Tell(predictor.Run(image), () => _ = predictor.Run(image));
