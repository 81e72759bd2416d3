using System.Text;

namespace Pith.Runtimes.Onnx.Tests.Models;

/// <summary>Writes ONNX files of a few nodes: models that are well-formed and wrong.</summary>
internal static class OnnxBytes
{
    internal const int Float = 1;
    internal const int Int64 = 7;

    /// <summary>A model of one input [batch, tokens] and a chain of nodes without attributes, each on the one before.</summary>
    internal static byte[] Chain(string input, int inputType, string output, params string[] operators)
    {
        var graph = new List<byte>();
        string last = input;
        for (int i = 0; i < operators.Length; i++)
        {
            string next = i == operators.Length - 1 ? output : $"n{i}";
            graph.AddRange(Field(1, operators[i] switch
            {
                "CastToFloat" => Node("Cast", [last], next, [.. Text(1, "to"), .. Number(3, Float), .. Number(20, 2)]),
                "FourRows" => Node("Gather", ["four", last], next, []),
                string name => Node(name, [last], next, []),
            }));
            last = next;
        }

        graph.AddRange(Text(2, "g"));
        if (operators.Contains("FourRows"))
        {
            graph.AddRange(Field(5, [.. Number(1, 4), .. Number(2, Float), .. Text(8, "four"), .. Field(9, new byte[16])]));
        }

        graph.AddRange(Field(11, Value(input, inputType)));
        graph.AddRange(Field(12, Value(output, Float)));
        return [.. Number(1, 8), .. Field(7, [.. graph]), .. Field(8, [.. Text(1, ""), .. Number(2, 13)])];
    }

    private static byte[] Node(string name, string[] inputs, string output, byte[] attribute) =>
        [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(4, name), .. attribute.Length > 0 ? Field(5, attribute) : []];

    private static byte[] Value(string name, int type) =>
        [.. Text(1, name), .. Field(2, Field(1, [.. Number(1, type), .. Field(2, [.. Field(1, Text(2, "batch")), .. Field(1, Text(2, "tokens"))])]))];

    private static byte[] Text(int field, string text) => Field(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, long value) => [.. Variable((ulong)field << 3), .. Variable((ulong)value)];

    private static byte[] Field(int field, byte[] content) => [.. Variable(((ulong)field << 3) | 2), .. Variable((ulong)content.Length), .. content];

    private static List<byte> Variable(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
