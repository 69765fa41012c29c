using Google.Protobuf;

namespace CnnGen.Benchmarks.Onnx;

/// <summary>A protocol buffer message written field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _stream;

    public ProtoMessage() => _stream = new CodedOutputStream(_bytes);

    public ProtoMessage Int(int field, long value)
    {
        _stream.WriteTag(field, WireFormat.WireType.Varint);
        _stream.WriteInt64(value);
        return this;
    }

    public ProtoMessage Ints(int field, params ReadOnlySpan<int> values)
    {
        foreach (int value in values)
            _ = Int(field, value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        _stream.WriteTag(field, WireFormat.WireType.Fixed32);
        _stream.WriteFloat(value);
        return this;
    }

    public ProtoMessage Text(int field, string value)
    {
        _stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _stream.WriteString(value);
        return this;
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        _stream.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _stream.WriteBytes(ByteString.CopyFrom(value));
        return this;
    }

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.ToArray());

    public byte[] ToArray()
    {
        _stream.Flush();
        return _bytes.ToArray();
    }
}
