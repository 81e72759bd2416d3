using System.Text;

namespace Pith.Gateway.Tests;

/// <summary>Bodies with random changes that keep some of their JSON; the bench sends the same ones.</summary>
internal static class MutatedBytes
{
    private static readonly string[] s_bits = ["{", "}", "[", "]", "\"", ",", ":", "null", "1e999", "\\ud800", "\0", "\"role\"", "\"content\"", "\"tool_calls\"", "\"type\":\"tool_result\"", "[pith -1 lines ~1t #aaaaaaaaaa]", "true", "\"messages\":[]", "\"tools\":7", "\"input\":{}"];

    /// <summary>A copy with so many changes: a byte, a cut, something of JSON put in, a part twice, or an end that is missing.</summary>
    internal static byte[] Of(byte[] bytes, Random random, int changes)
    {
        var body = new List<byte>(bytes);
        for (; changes > 0 && body.Count > 0; changes--)
        {
            int at = random.Next(body.Count);
            switch (random.Next(5))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body.RemoveRange(at, Math.Min(random.Next(1, 60), body.Count - at));
                    break;
                case 2:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(s_bits[random.Next(s_bits.Length)]));
                    break;
                case 3:
                    body.InsertRange(at, body.GetRange(at, Math.Min(random.Next(1, 200), body.Count - at)));
                    break;
                default:
                    body.RemoveRange(at, body.Count - at);
                    break;
            }
        }

        return [.. body];
    }
}
