using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Guest.Tests.Exec;

public sealed class ExecLimitsTests
{
    public static TheoryData<string[], int> Wrong => new()
    {
        { [], 60 },
        { [""], 60 },
        { ["a\0b"], 60 },
        { [null!], 60 },
        { [.. Enumerable.Repeat("x", 129)], 60 },
        { [new string('x', 128 * 1024)], 60 },
        { ["true"], 0 },
        { ["true"], -1 },
        { ["true"], 601 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Beyond_the_limits_is_refused(string[] command, int seconds)
        => Assert.NotNull(ExecLimits.Refusal(new ExecRequest { Command = [.. command], TimeoutSeconds = seconds }));

    [Fact]
    public void Within_them_is_not()
        => Assert.Null(ExecLimits.Refusal(new ExecRequest { Command = [.. Enumerable.Repeat("x", 128)], TimeoutSeconds = 600 }));
}
