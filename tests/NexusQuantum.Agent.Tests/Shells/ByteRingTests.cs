using NexusQuantum.Agent.Shells;

namespace NexusQuantum.Agent.Tests.Shells;

public sealed class ByteRingTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void It_keeps_the_newest_bytes_whatever_the_sizes_written()
    {
        var random = new Random(7);
        var ring = new ByteRing(50_000);
        var all = new List<byte>();
        for (var i = 0; i < 300; i++)
        {
            var data = new byte[random.Next(0, i % 50 == 0 ? 120_000 : 3_000)];
            random.NextBytes(data);
            ring.Write(data, Begin.AddSeconds(i));
            all.AddRange(data);

            Assert.Equal(all.Count, ring.End);
            var kept = new byte[ring.End - ring.Start];
            Assert.Equal(kept.Length, ring.Read(ring.Start, kept));
            Assert.True(kept.AsSpan().SequenceEqual(all.TakeLast(kept.Length).ToArray()));
        }

        Assert.Equal(50_000, ring.End - ring.Start);
    }

    [Fact]
    public void It_knows_when_its_oldest_byte_came()
    {
        var ring = new ByteRing(10);
        Assert.Null(ring.Since);
        ring.Write("aaaaa"u8, Begin);
        ring.Write("bbbbb"u8, Begin.AddSeconds(5));
        Assert.Equal(Begin, ring.Since);

        ring.Write("ccccc"u8, Begin.AddSeconds(9));
        Assert.Equal(Begin.AddSeconds(5), ring.Since);
    }
}
