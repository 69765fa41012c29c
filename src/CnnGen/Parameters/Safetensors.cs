using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CnnGen.Parameters;

/// <summary>
/// The safetensors format: eight bytes of header length, a JSON header of names, types, shapes and offsets, then the tensors' bytes.
/// Little-endian 32-bit floats, in PyTorch's logical order.
/// </summary>
internal static class Safetensors
{
    private const int Alignment = 8;

    /// <summary>The largest header that the format's reference implementation reads.</summary>
    private const long MaxHeader = 100_000_000;

    public static void Write(ParameterSet parameters, Stream stream)
    {
        byte[] header = Header(parameters);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (ParameterInfo info in parameters.Infos)
        {
            float[] values = parameters.ToArray(info.Name);
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), MemoryMarshal.Cast<float, int>(values.AsSpan()));
            stream.Write(MemoryMarshal.AsBytes<float>(values));
        }
    }

    /// <summary>Reads every tensor of <paramref name="parameters"/>, or changes nothing and names each mismatch.</summary>
    /// <param name="file">Stands at the file's first byte and can seek; it ends where the file does, and stands there afterwards.</param>
    /// <param name="parameters">What to fill.</param>
    /// <param name="rename">The parameter's name for a name in the file, or null for a tensor to pass over.</param>
    /// <exception cref="InvalidDataException">The bytes are no safetensors file, or it holds other tensors than the model's.</exception>
    public static void Read(Stream file, ParameterSet parameters, Func<string, string?> rename)
    {
        long end = file.Length;
        Dictionary<string, Entry> named = ReadHeader(file, end - file.Position);
        long dataStart = file.Position;
        List<string> problems = [];
        Dictionary<string, Entry> entries = Rename(named, rename, problems);
        foreach (ParameterInfo info in parameters.Infos)
        {
            if (!entries.TryGetValue(info.Name, out Entry? entry))
                problems.Add($"'{info.Name}' is missing");
            else if (Mismatch(info, entry, end - dataStart) is { } problem)
                problems.Add(problem);
        }

        HashSet<string> known = [.. parameters.Infos.Select(info => info.Name)];
        problems.AddRange(entries
            .Where(entry => !known.Contains(entry.Key))
            .Select(entry => $"{Describe(entry.Key, entry.Value)} is not a parameter of the model"));
        if (problems.Count > 0)
            throw new InvalidDataException($"The file does not fit the model; nothing was loaded. {string.Join("; ", problems)}.");

        float[] buffer = new float[parameters.Infos.Select(info => info.Count).DefaultIfEmpty().Max()];
        foreach (ParameterInfo info in parameters.Infos)
        {
            Span<float> values = buffer.AsSpan(0, info.Count);
            file.Position = dataStart + entries[info.Name].Begin;
            file.ReadExactly(MemoryMarshal.AsBytes(values));
            if (!BitConverter.IsLittleEndian)
                BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), MemoryMarshal.Cast<float, int>(values));
            parameters.Set(info.Name, values);
        }

        file.Position = end;
    }

    /// <summary>The file's tensors by the names of parameters, without those to pass over.</summary>
    private static Dictionary<string, Entry> Rename(Dictionary<string, Entry> named, Func<string, string?> rename, List<string> problems)
    {
        Dictionary<string, Entry> entries = [];
        foreach ((string name, Entry entry) in named)
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal) || rename(name) is not { } parameter)
                continue;
            if (!entries.TryAdd(parameter, entry))
                problems.Add($"'{entries[parameter].Name}' and '{name}' are both '{parameter}'");
        }

        return entries;
    }

    private static string? Mismatch(ParameterInfo info, Entry entry, long dataLength)
    {
        if (entry.Type != "F32")
            return $"{Describe(info.Name, entry)} has type {entry.Type}, not F32";
        if (!Fits(entry.Shape, [.. info.Shape.Select(length => (long)length)]))
            return $"{Describe(info.Name, entry)} has shape [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", info.Shape)}]";
        if (entry.Begin < 0 || entry.End < entry.Begin || entry.End > dataLength || entry.End - entry.Begin != info.Count * (long)sizeof(float))
            return $"{Describe(info.Name, entry)} has bytes {entry.Begin} to {entry.End} of {dataLength}, where {info.Count * (long)sizeof(float)} belong";
        return null;
    }

    /// <summary>
    /// Whether shapes are equal, or one is a matrix whose rows are the other's filters flattened: <c>[o, c * h * w]</c> and <c>[o, c, h, w]</c> have
    /// their numbers in one order.
    /// </summary>
    private static bool Fits(long[] file, long[] shape) => (file, shape) switch
    {
        ([_, _], [_, _, _, _]) => Flat(shape).SequenceEqual(file),
        ([_, _, _, _], [_, _]) => Flat(file).SequenceEqual(shape),
        _ => file.SequenceEqual(shape),
    };

    private static long[] Flat(long[] filters) => [filters[0], filters[1] * filters[2] * filters[3]];

    /// <summary>A parameter, and the tensor's own name where that is another.</summary>
    private static string Describe(string parameter, Entry entry) =>
        entry.Name == parameter ? $"'{parameter}'" : $"'{parameter}' ('{entry.Name}' in the file)";

    private static byte[] Header(ParameterSet parameters)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            long begin = 0;
            foreach (ParameterInfo info in parameters.Infos)
            {
                long end = begin + (info.Count * (long)sizeof(float));
                json.WriteStartObject(info.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int length in info.Shape)
                    json.WriteNumberValue(length);
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

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    /// <summary>Reads the header of a file of <paramref name="length"/> bytes; leaves the stream where the data begins.</summary>
    private static Dictionary<string, Entry> ReadHeader(Stream file, long length)
    {
        if (length < sizeof(ulong))
            throw new InvalidDataException($"This is no safetensors file: it has {length} bytes, and a header's length takes 8. Nothing was loaded.");
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > (ulong)Math.Min(MaxHeader, length - sizeof(ulong)))
            throw new InvalidDataException($"This is no whole safetensors file: it announces a header of {headerLength} bytes and has {length - sizeof(ulong)} more. Nothing was loaded.");
        byte[] header = new byte[headerLength];
        file.ReadExactly(header);
        try
        {
            using JsonDocument json = JsonDocument.Parse(header);
            Dictionary<string, Entry> entries = [];
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                    continue;
                JsonElement offsets = property.Value.GetProperty("data_offsets");
                Entry entry = new(
                    property.Name,
                    property.Value.GetProperty("dtype").GetString()!,
                    [.. property.Value.GetProperty("shape").EnumerateArray().Select(item => item.GetInt64())],
                    offsets[0].GetInt64(),
                    offsets[1].GetInt64());
                if (!entries.TryAdd(property.Name, entry))
                    throw new InvalidDataException($"The safetensors header names '{property.Name}' twice. Nothing was loaded.");
            }

            return entries;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"The safetensors header cannot be read: {exception.Message} Nothing was loaded.", exception);
        }
    }

    private sealed record Entry(string Name, string Type, long[] Shape, long Begin, long End);
}
