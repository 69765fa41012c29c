using System.IO.Compression;
using System.Text;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Sessions;

public sealed class SafetensorsTests : IDisposable
{
    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(2, 6, 6)] [Conv(5, 3), BatchNorm, ReLU, Linear(3)] public partial class Net;
        [CnnModel(2, 6, 6)] [Conv(7, 3), BatchNorm, ReLU, Linear(3)] public partial class Wider;
        [CnnModel(2, 6, 6)] [Conv(5, 3), BatchNorm, ReLU, Conv(3, 4), PixelCrossEntropy] public partial class Convolutional;
        [CnnModel(2, 6, 6)] [Conv(5, 3), BatchNorm, ReLU, Conv(3, 2), PixelCrossEntropy] public partial class OtherKernel;
        [CnnModel(2, 6, 6)] [Conv(5, 3), BatchNorm, ReLU, Conv(6, 4), Conv(3, 1, bias: false), PixelCrossEntropy] public partial class OtherRows;
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
    public void Stream_LoadsFromWhereItStands_AndNeedNotSeek()
    {
        byte[] file = Save(_model);
        using MemoryStream inside = new([1, 2, 3, .. file]) { Position = 3 };
        using MemoryStream squeezed = new();
        using (GZipStream squeeze = new(squeezed, CompressionLevel.Fastest, leaveOpen: true))
            squeeze.Write(file);
        squeezed.Position = 0;
        using GZipStream passing = new(squeezed, CompressionMode.Decompress);
        foreach (Stream stream in new Stream[] { inside, passing })
        {
            Model other = Nets.Create("Net", seed: 2);
            other.Load(stream);
            Assert.Equal(-1, stream.ReadByte());
            Assert.Equal(file, Save(other));
        }
    }

    [Fact]
    public void StartingWeights_AreTheSeeds_AfterARefusedLoad()
    {
        Model refused = Nets.Create("Net", seed: 1);
        Assert.Throws<InvalidDataException>(() => refused.Load(Save(Nets.Create("Wider", seed: 3)).AsSpan()));
        Assert.Equal(Save(_model), Save(refused));
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
            With(header.Replace("[360,380]", "[360,99999999]", StringComparison.Ordinal)), With(header.Replace("[360,380]", "[-20,0]", StringComparison.Ordinal)),
            With(header.Replace("[360,380]", "[9223372036854775800,-9223372036854775796]", StringComparison.Ordinal)),
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
    public void OtherNames_LoadThroughARename_FromPathStreamAndBytes()
    {
        string path = Path.Combine(_folder, "foreign.safetensors");
        byte[] foreign = Foreign(Save(_model));
        File.WriteAllBytes(path, foreign);
        foreach (Action<Model> load in new Action<Model>[] { m => m.Load(path, Native), m => { using FileStream s = File.OpenRead(path); m.Load(s, Native); }, m => m.Load(foreign.AsSpan(), Native) })
        {
            Model other = Nets.Create("Net", seed: 2);
            load(other);
            Assert.Equal(Save(_model), Save(other));
        }
    }

    [Fact]
    public void NullName_PassesATensorOver_ButNotAParameter()
    {
        byte[] good = Save(_model);
        string header = Header(good).TrimEnd();
        string longer = header[..^1] + ",\"aux.weight\":{\"dtype\":\"F16\",\"shape\":[9],\"data_offsets\":[0,18]}}";
        byte[] file = [.. BitConverter.GetBytes((ulong)longer.Length), .. Encoding.UTF8.GetBytes(longer), .. good.AsSpan(8 + Header(good).Length)];
        Model other = Nets.Create("Net", seed: 2);
        other.Load(file, name => name == "aux.weight" ? null : name);
        Assert.Equal(good, Save(other));
        Assert.Contains("'conv1.bias' is missing", Refusal(file, name => name is "aux.weight" or "conv1.bias" ? null : name), StringComparison.Ordinal);
    }

    [Fact]
    public void BadRenames_AreAllNamed_AndNothingChanges()
    {
        byte[] foreign = Foreign(Save(_model));
        string twice = Refusal(foreign, name => Native(name) is "conv1.weight" or "batchNorm1.bias" ? "batchNorm1.weight" : Native(name));
        Assert.Contains("'features.0.weight' and 'features.1.weight' are both 'batchNorm1.weight'", twice, StringComparison.Ordinal);
        Assert.Contains("'features.0.weight' and 'features.1.bias' are both 'batchNorm1.weight'", twice, StringComparison.Ordinal);
        Assert.Contains("'conv1.weight' is missing", twice, StringComparison.Ordinal);
        Assert.Contains("'batchNorm1.bias' is missing", twice, StringComparison.Ordinal);

        string unknown = Refusal(foreign, name => name == "fc.bias" ? "linear9.bias" : Native(name));
        Assert.Contains("'linear9.bias' ('fc.bias' in the file) is not a parameter of the model", unknown, StringComparison.Ordinal);
        Assert.Contains("'linear1.bias' is missing", unknown, StringComparison.Ordinal);

        string shape = Refusal(foreign, name => Native(name) switch { "conv1.bias" => "linear1.bias", "linear1.bias" => "conv1.bias", string other => other });
        Assert.Contains("'conv1.bias' ('fc.bias' in the file) has shape [3], not [5]", shape, StringComparison.Ordinal);
        Assert.Contains("'linear1.bias' ('features.0.bias' in the file) has shape [5], not [3]", shape, StringComparison.Ordinal);
    }

    [Fact]
    public void Matrix_LoadsAsFiltersOfTheFlattenedMap_AndBack()
    {
        Model filters = Nets.Create("Convolutional", seed: 2);
        filters.Load(Save(_model).AsSpan(), name => name.Replace("linear1.", "conv2.", StringComparison.Ordinal));
        Assert.Equal(_model.Parameters.ToArray("linear1.weight"), filters.Parameters.ToArray("conv2.weight"));

        Model matrix = Nets.Create("Net", seed: 3);
        matrix.Load(Save(filters).AsSpan(), name => name.Replace("conv2.", "linear1.", StringComparison.Ordinal));
        Assert.Equal(Save(_model), Save(matrix));
    }

    [Theory]
    [InlineData("OtherKernel", "has shape [3, 80], not [3, 5, 2, 2]")]
    [InlineData("OtherRows", "has shape [3, 80], not [6, 5, 4, 4]")]
    public void Matrix_OfOtherRows_IsRefused(string name, string reason)
    {
        Model filters = Nets.Create(name, seed: 2);
        byte[] before = Save(filters);
        string message = Assert.Throws<InvalidDataException>(
            () => filters.Load(Save(_model).AsSpan(), parameter => parameter.Replace("linear1.", "conv2.", StringComparison.Ordinal))).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Equal(before, Save(filters));
    }

    /// <summary>Who has the old file open reads the old weights to their end: the new ones are written beside it.</summary>
    [Fact]
    public void Save_ReplacesTheFileAndNeverWritesIntoIt()
    {
        string path = Path.Combine(_folder, "net.safetensors");
        _model.Save(path);
        byte[] before = Save(_model);
        Model other = Nets.Create("Net", seed: 2);
        using (FileStream old = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0))
        {
            other.Save(path);
            byte[] read = new byte[before.Length];
            old.ReadExactly(read);
            Assert.Equal(before, read);
        }

        Assert.Equal(Save(other), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void FailedSave_LeavesNoFileOfItsOwn()
    {
        string taken = Path.Combine(_folder, "taken");
        Directory.CreateDirectory(taken);
        Exception? failure = Record.Exception(() => _model.Save(taken));
        Assert.True(failure is IOException or UnauthorizedAccessException, $"{failure}");
        Assert.ThrowsAny<IOException>(() => _model.Save(Path.Combine(_folder, "missing", "net.safetensors")));
        Assert.Equal([taken], Directory.GetFileSystemEntries(_folder));
    }

    /// <summary>The same tensors by names that another library might have for them.</summary>
    private static byte[] Foreign(byte[] file)
    {
        string header = Header(file);
        string renamed = header
            .Replace("conv1.", "features.0.", StringComparison.Ordinal)
            .Replace("batchNorm1.", "features.1.", StringComparison.Ordinal)
            .Replace("linear1.", "fc.", StringComparison.Ordinal);
        return [.. BitConverter.GetBytes((ulong)renamed.Length), .. Encoding.UTF8.GetBytes(renamed), .. file.AsSpan(8 + header.Length)];
    }

    private static string Native(string name) => name
        .Replace("features.0.", "conv1.", StringComparison.Ordinal)
        .Replace("features.1.", "batchNorm1.", StringComparison.Ordinal)
        .Replace("fc.", "linear1.", StringComparison.Ordinal);

    /// <summary>What <c>Load</c> has to say about a file and names that do not fit; checks that nothing changed.</summary>
    private string Refusal(byte[] file, Func<string, string?> rename)
    {
        byte[] before = Save(_model);
        string message = Assert.Throws<InvalidDataException>(() => _model.Load(file.AsSpan(), rename)).Message;
        Assert.Equal(before, Save(_model));
        return message;
    }

    private static byte[] Save(Model model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.ToArray();
    }

    private static string Header(byte[] file) => Encoding.UTF8.GetString(file, 8, (int)BitConverter.ToUInt64(file));
}
