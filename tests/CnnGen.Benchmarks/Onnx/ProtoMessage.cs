using Google.Protobuf;

namespace CnnGen.Benchmarks.Onnx;

/// <summary>A protocol buffer message, field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];
    private int _size;

    public ProtoMessage Int(int field, long value) =>
        Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), stream => stream.WriteInt64(value));

    public ProtoMessage Float(int field, float value) =>
        Add(field, WireFormat.WireType.Fixed32, CodedOutputStream.ComputeFloatSize(value), stream => stream.WriteFloat(value));

    public ProtoMessage Text(int field, string value) =>
        Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeStringSize(value), stream => stream.WriteString(value));

    /// <summary>Bytes, which are not copied before the message is written.</summary>
    public ProtoMessage Bytes(int field, byte[] value)
    {
        ByteString bytes = UnsafeByteOperations.UnsafeWrap(value);
        return Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeBytesSize(bytes), stream => stream.WriteBytes(bytes));
    }

    /// <summary>A message in this one, to which nothing may be added any more.</summary>
    public ProtoMessage Message(int field, ProtoMessage value) => Add(
        field,
        WireFormat.WireType.LengthDelimited,
        CodedOutputStream.ComputeLengthSize(value._size) + value._size,
        stream =>
        {
            stream.WriteLength(value._size);
            value.Write(stream);
        });

    /// <summary>A repeated field, an element at a time.</summary>
    public ProtoMessage Ints(int field, params ReadOnlySpan<int> values)
    {
        foreach (int value in values)
            _ = Int(field, value);
        return this;
    }

    public byte[] ToArray()
    {
        byte[] bytes = new byte[_size];
        using CodedOutputStream stream = new(bytes);
        Write(stream);
        stream.CheckNoSpaceLeft();
        return bytes;
    }

    private void Write(CodedOutputStream stream)
    {
        foreach (Action<CodedOutputStream> write in _fields)
            write(stream);
    }

    private ProtoMessage Add(int field, WireFormat.WireType type, int size, Action<CodedOutputStream> write)
    {
        _size = checked(_size + CodedOutputStream.ComputeTagSize(field) + size);
        _fields.Add(stream => stream.WriteTag(field, type));
        _fields.Add(write);
        return this;
    }
}
