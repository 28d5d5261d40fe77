using System.Text;
using NexusQuantum.Agent.Shells;

namespace NexusQuantum.Agent.Tests.Shells;

public sealed class ConsoleTextTests
{
    [Theory]
    [InlineData("plain\r\nlines\n", "plain\nlines\n")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]52;c;cGF5bG9hZA==\u001b\\text", "text")]
    [InlineData("\u001bPdevice\u001b\\text", "text")]
    [InlineData("a\bb\u0007c\td", "abc\td")]
    [InlineData("\u001b[6n\u001b(0done", "done")]
    [InlineData("cut\u001b", "cut")]
    [InlineData("cut\u001b[3", "cut")]
    [InlineData("\u009b31mC1", "31mC1")]
    [InlineData("grün ✓", "grün ✓")]
    public void Nothing_that_commands_a_terminal_comes_through(string raw, string plain)
        => Assert.Equal(plain, ConsoleText.Plain(Encoding.UTF8.GetBytes(raw)));

    [Fact]
    public void A_string_that_never_ends_does_not_swallow_the_log()
        => Assert.Contains("after", ConsoleText.Plain(Encoding.UTF8.GetBytes("\u001b]0;" + new string('x', 10_000) + "after")), StringComparison.Ordinal);
}
