using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class DrawerTests : Pages
{
    [Fact]
    public void Folded_it_says_what_runs_in_one_sentence()
    {
        Operations.Put(Some.Operation());
        Operations.Put(Some.Operation("vm.start", "Start machine", new("vm", Guid.CreateVersion7(), "edge-gw-02"), OperationStatus.Failed));

        var drawer = Show<ActivityDrawer>();

        Assert.Contains("1 running", drawer.Find(".fold").TextContent, StringComparison.Ordinal);
        Assert.Contains("Create machine build-runner-31, step 3 of 4: boot guest", drawer.Find(".fold").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 failed", drawer.Find(".fold .err").TextContent, StringComparison.Ordinal);
        Assert.Empty(drawer.FindAll(".ops"));
    }

    [Fact]
    public async Task Open_it_shows_steps_and_log_of_the_newest()
    {
        Operations.Put(Some.Operation());
        var drawer = Show<ActivityDrawer>();

        await drawer.Find(".fold").ClickAsync(new());

        Assert.Equal("true", drawer.Find(".fold").GetAttribute("aria-expanded"));
        Assert.Equal(4, drawer.FindAll(".steps li").Count);
        Assert.Contains("02:47:44.000 asked by mara", drawer.Find("pre.log").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_is_asked_for_and_a_refusal_is_shown()
    {
        var operation = Some.Operation();
        Operations.Put(operation);
        Operations.Refusal = new Error(ErrorKind.Conflict, "operation-ended", "It ended a moment ago.");
        var drawer = Show<ActivityDrawer>();
        await drawer.Find(".fold").ClickAsync(new());

        await drawer.Find("tbody .btn").ClickAsync(new());

        Assert.Equal([operation.Id], Operations.Cancelled);
        Assert.Contains("It ended a moment ago.", drawer.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_tried_again_and_the_new_operation_is_shown()
    {
        var failed = Some.Operation(status: OperationStatus.Failed);
        Operations.Put(failed);
        var drawer = Show<ActivityDrawer>();
        await drawer.Find(".fold").ClickAsync(new());

        await drawer.FindAll("aside .btn").Single(button => button.TextContent.Contains("Try again", StringComparison.Ordinal)).ClickAsync(new());

        Assert.Equal([failed.Id], Operations.Retried);
        drawer.WaitForAssertion(() => Assert.Contains("Cancel", drawer.Find("aside .nq-acts").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task An_operation_that_ends_moves_by_itself()
    {
        var operation = Some.Operation();
        Operations.Put(operation);
        var drawer = Show<ActivityDrawer>();
        await drawer.Find(".fold").ClickAsync(new());

        Operations.Put(operation with { Status = OperationStatus.Succeeded, EndedAt = Some.Now });

        drawer.WaitForAssertion(() => Assert.Contains("Done", drawer.Find("tbody .st").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("Nothing runs", drawer.Find(".fold").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_it_says_what_it_is_for()
    {
        var drawer = Show<ActivityDrawer>();

        await drawer.Find(".fold").ClickAsync(new());

        Assert.Contains("Long work appears here", drawer.Find(".ops .none").TextContent, StringComparison.Ordinal);
    }
}
