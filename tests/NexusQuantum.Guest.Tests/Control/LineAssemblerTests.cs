using System.Text;
using NexusQuantum.Agent.Guest.Control;

namespace NexusQuantum.Guest.Tests.Control;

public sealed class LineAssemblerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Lines_come_out_whole_however_they_come_in(int piece)
    {
        var lines = new LineAssembler(16);
        List<string> got = [];
        foreach (var chunk in Encoding.ASCII.GetBytes("one\n\ntwo and three\n4\n").Chunk(piece))
        {
            chunk.CopyTo(lines.Room);
            lines.Added(chunk.Length);
            while (lines.Next(out var line))
            {
                got.Add(Encoding.ASCII.GetString(line));
            }
        }

        Assert.Equal(["one", "", "two and three", "4"], got);
    }

    [Fact]
    public void A_full_buffer_without_an_end_has_no_room()
    {
        var lines = new LineAssembler(4);
        "abcd"u8.CopyTo(lines.Room.Span);
        lines.Added(4);
        Assert.False(lines.Next(out _));
        Assert.True(lines.Room.IsEmpty);
        lines.Reset();
        Assert.Equal(4, lines.Room.Length);
    }
}
