using Google.Protobuf;

namespace CnnGen.Benchmarks.Onnx;

/// <summary>A protocol buffer message, field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    public ProtoMessage Int(int field, long value) => Add(field, WireFormat.WireType.Varint, stream => stream.WriteInt64(value));

    public ProtoMessage Float(int field, float value) => Add(field, WireFormat.WireType.Fixed32, stream => stream.WriteFloat(value));

    public ProtoMessage Text(int field, string value) =>
        Add(field, WireFormat.WireType.LengthDelimited, stream => stream.WriteString(value));

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        ByteString bytes = ByteString.CopyFrom(value);
        return Add(field, WireFormat.WireType.LengthDelimited, stream => stream.WriteBytes(bytes));
    }

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    /// <summary>A repeated field, an element at a time.</summary>
    public ProtoMessage Ints(int field, params ReadOnlySpan<int> values)
    {
        foreach (int value in values)
            _ = Int(field, value);
        return this;
    }

    public byte[] ToArray()
    {
        using MemoryStream bytes = new();
        using (CodedOutputStream stream = new(bytes, leaveOpen: true))
        {
            foreach (Action<CodedOutputStream> write in _fields)
                write(stream);
        }

        return bytes.ToArray();
    }

    private ProtoMessage Add(int field, WireFormat.WireType type, Action<CodedOutputStream> write)
    {
        _fields.Add(stream => stream.WriteTag(field, type));
        _fields.Add(write);
        return this;
    }
}
