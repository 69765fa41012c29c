using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace CnnGen.Parity;

/// <summary>Writes what PyTorch calls a module's state as safetensors: all of it, under the module's own names.</summary>
internal static class StateFile
{
    public static void Write(nn.Module module, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        (string Name, Tensor Value)[] state = [.. module.state_dict().Select(entry => (entry.Key, entry.Value.contiguous()))];
        byte[] header = Header(state);
        using FileStream file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        file.Write(length);
        file.Write(header);
        foreach ((string _, Tensor value) in state)
            file.Write(value.bytes);
    }

    private static byte[] Header((string Name, Tensor Value)[] state)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            long begin = 0;
            foreach ((string name, Tensor value) in state)
            {
                long end = begin + (value.numel() * value.element_size());
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(value.dtype));
                json.WriteStartArray("shape");
                foreach (long size in value.shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begin);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                begin = end;
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new NotSupportedException($"A state of {type} is not written."),
    };
}
