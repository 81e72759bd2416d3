namespace Pith.Content.Structured;

/// <summary>The order 1/2, 1/4, 3/4, …: any number of its first places is spread evenly (van der Corput's sequence).</summary>
internal static class EvenSpread
{
    /// <summary>Where an index stands in the order, 0–1: its bits reversed.</summary>
    internal static double Of(int index)
    {
        uint reversed = 0;
        for (int bit = 0; bit < 32; bit++)
        {
            reversed |= (uint)((index >> bit) & 1) << (31 - bit);
        }

        return reversed / (double)uint.MaxValue;
    }
}
