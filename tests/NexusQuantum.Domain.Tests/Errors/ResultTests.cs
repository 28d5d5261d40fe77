using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Tests.Errors;

public sealed class ResultTests
{
    private static readonly Error Taken = new(ErrorKind.Conflict, "vm-name-taken", "The name web-1 is taken.") { Fix = "Choose another." };

    [Fact]
    public void A_failure_goes_past_the_next_step()
    {
        Result<int> failed = Taken;
        Assert.Same(Taken, failed.Then<string>(_ => throw new InvalidOperationException()).Error);
    }

    [Fact]
    public void A_success_goes_into_it()
    {
        Result<int> good = 20;
        Assert.Equal("21", good.Then<string>(n => $"{n + 1}").Value);
    }

    [Fact]
    public void A_problem_says_what_its_error_says()
    {
        var problem = Problem.From(Taken, status: 409);
        Assert.Equal(("vm-name-taken", "The name web-1 is taken.", "Choose another.", 409), (problem.Type, problem.Title, problem.Fix, problem.Status));
    }
}
