using NexusQuantum.Web.Features.Vms.Parts;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>A guest's log is hostile until it is plain lines.</summary>
public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("\u001b[32mok\u001b[0m done\r\n", "ok done")]
    [InlineData("\u001b]52;c;c2VjcmV0\u0007after\n", "after")]
    [InlineData("\u001b]0;title\u001b\\after\n", "after")]
    [InlineData("10 %\r50 %\r100 %\r\n", "100 %")]
    [InlineData("a\u0000b\u0007c\n", "abc")]
    public void Escapes_and_controls_are_left_out(string log, string line) => Assert.Equal(line, Assert.Single(ConsoleText.Tail(log, 8)));

    [Fact]
    public void Only_the_newest_lines_are_kept_and_none_is_endless()
    {
        var lines = ConsoleText.Tail(string.Join('\n', Enumerable.Range(0, 100)) + "\n" + new string('x', 5000), 3);
        Assert.Equal(["98", "99"], lines[..2]);
        Assert.Equal(201, lines[2].Length);
    }
}
