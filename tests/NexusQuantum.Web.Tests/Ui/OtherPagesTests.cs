using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Features.Activity.Pages;
using NexusQuantum.Web.Features.Hosts.Pages;
using NexusQuantum.Web.Features.Images.Parts;
using NexusQuantum.Web.Tests.Fakes;
using ImageList = NexusQuantum.Web.Features.Images.Pages.Images;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class OtherPagesTests : Pages
{
    [Fact]
    public void An_image_in_use_says_why_it_cannot_be_deleted()
    {
        Images.Put(Some.Image());

        var page = Show<ImageList>("/images");

        Assert.Equal("3 machines use it. Delete them first.", page.Find("tbody .btn").GetAttribute("title"));
    }

    [Fact]
    public async Task An_unused_image_is_deleted_after_a_question()
    {
        var image = Some.Image() with { VmCount = 0 };
        Images.Put(image);
        var page = Show<ImageList>("/images");

        var asking = page.Find("tbody .btn").ClickAsync(new());
        page.WaitForElement(".dialog", Patience);
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await asking;

        Assert.Equal([image.Id], Images.Deleted);
    }

    [Fact]
    public async Task Adding_a_host_shows_the_line_to_run()
    {
        var page = Show<HostList>("/hosts");

        await page.Find(".btn-primary").ClickAsync(new());
        page.WaitForElement(".dialog code", Patience);

        Assert.StartsWith("nexus-agent enroll", page.Find(".dialog code").TextContent, StringComparison.Ordinal);
        Hosts.Put(Some.Host("new-one"));
        page.WaitForAssertion(() => Assert.Contains("new-one Has its certificate", System.Text.RegularExpressions.Regex.Replace(page.Find(".dialog").TextContent, @"\s+", " "), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public void The_accelerator_is_shown_with_its_reason()
    {
        Hosts.Put(Some.Host() with { Facts = Some.Facts("lab-01", Domain.Engines.Accelerator.Tcg) });

        var page = Show<HostList>("/hosts");

        Assert.Contains("TCG", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("a test guest did not answer within 2 s", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Activity_can_be_narrowed_by_the_address()
    {
        Operations.Put(Some.Operation(status: OperationStatus.Succeeded));
        Operations.Put(Some.Operation("vm.start", "Start machine", new("vm", Guid.CreateVersion7(), "edge-gw-02"), OperationStatus.Failed));

        var page = Show<ActivityLog>("/activity?state=failed");

        Assert.Contains("edge-gw-02", Assert.Single(page.FindAll("tbody tr")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_says_so_and_can_be_tried_again()
    {
        Operations.Refusal = new Error(ErrorKind.Unavailable, "database-away", "The database does not answer.");
        var page = Show<ActivityLog>("/activity");
        Assert.Contains("The database does not answer.", page.Find(".errblock").TextContent, StringComparison.Ordinal);

        Operations.Refusal = null;
        await page.Find(".errblock .btn").ClickAsync(new());

        Assert.Equal(2, Operations.Lists);
        Assert.Empty(page.FindAll(".errblock"));
    }
}
