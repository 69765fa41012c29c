using System.Text;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Sessions;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(2, 6, 6)] [Conv(5, 3), BatchNorm, ReLU, Linear(3)] public partial class Net;
        [CnnModel(2, 6, 6)] [Conv(7, 3), BatchNorm, ReLU, Linear(3)] public partial class Wider;
        """);

    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen").FullName;
    private readonly Model _model = Nets.Create("Net", seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void SavedWeights_LoadEqual_FromPathStreamAndBytes()
    {
        string path = Path.Combine(_folder, "net.safetensors");
        _model.Save(path);
        Assert.Equal([path], Directory.GetFiles(_folder));
        foreach (Action<Model> load in new Action<Model>[] { m => m.Load(path), m => { using FileStream s = File.OpenRead(path); m.Load(s); }, m => m.Load(File.ReadAllBytes(path).AsSpan()) })
        {
            Model other = Nets.Create("Net", seed: 2);
            load(other);
            foreach (CnnGen.Parameters.ParameterInfo info in _model.Parameters.Infos)
                Assert.Equal(_model.Parameters.ToArray(info.Name), other.Parameters.ToArray(info.Name));
        }
    }

    [Fact]
    public void Header_HasPyTorchsNamesAndShapes()
    {
        string header = Header(Save(_model));
        Assert.Contains("\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[5,2,3,3],\"data_offsets\":[0,360]}", header, StringComparison.Ordinal);
        Assert.Contains("\"batchNorm1.running_mean\":{\"dtype\":\"F32\",\"shape\":[5]", header, StringComparison.Ordinal);
        Assert.Contains("\"linear1.weight\":{\"dtype\":\"F32\",\"shape\":[3,80]", header, StringComparison.Ordinal);
    }

    [Fact]
    public void NamedView_IsTheLogicalOrderOfTheFile()
    {
        System.Numerics.Tensors.TensorSpan<float> weight = _model.Parameters["conv1.weight"];
        float[] values = _model.Parameters.ToArray("conv1.weight");
        Assert.Equal([5, 2, 3, 3], weight.Lengths.ToArray());
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], weight[i / 18, i / 9 % 2, i / 3 % 3, i % 3]);
    }

    [Fact]
    public void OtherShapes_AreAllNamed_AndNothingChanges()
    {
        Model wider = Nets.Create("Wider", seed: 3);
        byte[] before = Save(wider);
        string message = Assert.Throws<InvalidDataException>(() => wider.Load(Save(_model).AsSpan())).Message;
        foreach (string name in new[] { "conv1.weight", "conv1.bias", "batchNorm1.running_var", "linear1.weight" })
            Assert.Contains($"'{name}' has shape", message, StringComparison.Ordinal);
        Assert.Equal(before, Save(wider));
    }

    [Fact]
    public void DamagedFiles_AreRefused_AndNothingChanges()
    {
        byte[] good = Save(_model);
        string header = Header(good);
        byte[] With(string changed) => [.. BitConverter.GetBytes((ulong)changed.Length), .. Encoding.UTF8.GetBytes(changed), .. good.AsSpan(8 + header.Length)];
        byte[][] damaged =
        [
            [], good[..7], good[..40], good[..^4], [.. Enumerable.Repeat((byte)255, 64)],
            With(header.Replace("F32", "F16", StringComparison.Ordinal)), With(header.Replace("conv1.bias", "conv9.bias", StringComparison.Ordinal)),
            With(header.Replace("[0,360]", "[4,364]", StringComparison.Ordinal).Replace("\"conv1.weight\"", "\"conv1.weight\"", StringComparison.Ordinal).Replace("[360,380]", "[360,99999999]", StringComparison.Ordinal)),
            With("[]" + header[2..]), With("{" + header),
        ];
        foreach (byte[] file in damaged)
            Assert.Throws<InvalidDataException>(() => _model.Load(file.AsSpan()));
        Assert.Equal(good, Save(_model));
    }

    [Fact]
    public void NumBatchesTracked_IsPassedOver()
    {
        byte[] good = Save(_model);
        string header = Header(good).TrimEnd();
        string changed = header[..^1] + ",\"batchNorm1.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},\"__metadata__\":{\"format\":\"pt\"}}";
        _model.Load([.. BitConverter.GetBytes((ulong)changed.Length), .. Encoding.UTF8.GetBytes(changed), .. good.AsSpan(8 + Header(good).Length)]);
    }

    [Fact]
    public void FailedSave_LeavesTheOldFile()
    {
        string path = Path.Combine(_folder, "net.safetensors");
        _model.Save(path);
        byte[] before = File.ReadAllBytes(path);
        Assert.ThrowsAny<IOException>(() => _model.Save(Path.Combine(_folder, "missing", "net.safetensors")));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    private static byte[] Save(Model model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.ToArray();
    }

    private static string Header(byte[] file) => Encoding.UTF8.GetString(file, 8, (int)BitConverter.ToUInt64(file));
}
