using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Create;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>The create wizard.</summary>
public sealed class CreatePageTests
{
    [Fact]
    public async Task Without_an_image_it_teaches_where_to_get_one()
    {
        await using var stage = new Stage();
        var page = stage.Open<CreatePage>(VmPaths.Create);
        Assert.Contains("No image to create a machine from", page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_proposes_an_image_and_a_free_name()
    {
        await using var stage = Ready();
        stage.Vms.Put(Some.Vm("nexus-tiny-1"));
        var page = stage.Open<CreatePage>(VmPaths.Create);
        Assert.Equal("nexus-tiny-2", page.Find("#name").GetAttribute("value"));
        Assert.True(page.Find("input[name=image]").HasAttribute("checked"));
    }

    [Fact]
    public async Task A_mistake_stands_beside_its_field_and_keeps_the_step()
    {
        await using var stage = Ready();
        var page = stage.Open<CreatePage>(VmPaths.Create);
        stage.Vms.Refusal = Invalid(("name", "A machine named web exists."), ("sshKeys", "Line 1 is no key."));
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        Assert.Contains("A machine named web exists.", page.Find(".field.is-bad").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("no key", page.Markup, StringComparison.Ordinal);
        Assert.Equal(VmPaths.Create, stage.Path);
    }

    [Fact]
    public async Task A_mistake_of_a_later_step_does_not_hold_this_one()
    {
        await using var stage = Ready();
        var page = stage.Open<CreatePage>(VmPaths.Create);
        stage.Vms.Refusal = Invalid(("sshKeys", "Line 1 is no key."));
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        Assert.Equal("/machines/create?step=size", stage.Path);
    }

    [Fact]
    public async Task What_was_answered_survives_going_elsewhere()
    {
        await using var stage = Ready();
        var page = stage.Open<CreatePage>(VmPaths.Create);
        await page.Find("#name").InputAsync(new() { Value = "web-1" });
        await stage.LeaveAsync();
        page = stage.Open<CreatePage>(VmPaths.Create);
        Assert.Equal("web-1", page.Find("#name").GetAttribute("value"));
    }

    [Fact]
    public async Task The_review_shows_the_plan_the_hosts_and_the_call()
    {
        await using var stage = Ready();
        var host = Some.Host();
        stage.Vms.Plan = new VmPlanView
        {
            Steps = [new("Clone the root disk", "Copy on write", 0.15)],
            Hosts = [new(host.Id, host.Name, true, "Chosen: most free memory", true, 1L << 35)],
        };
        var page = stage.Open<CreatePage>(VmPaths.Create + "?step=review");
        Assert.Contains("Clone the root disk", page.Find(".plan").TextContent, StringComparison.Ordinal);
        Assert.Contains("Chosen: most free memory", page.Find("tr.sel").TextContent, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"nexus-tiny-1\"", page.Find("pre.code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_refuses_cannot_be_created()
    {
        await using var stage = Ready();
        stage.Vms.Plan = new VmPlanView { Steps = [], Hosts = [], Refusal = "No host has 64 GiB free.", Fix = "Ask for less." };
        var page = stage.Open<CreatePage>(VmPaths.Create + "?step=review");
        Assert.Contains("Ask for less.", page.Find(".errblock").TextContent, StringComparison.Ordinal);
        var create = page.Find(".wz-foot .btn-primary");
        Assert.Equal("true", create.GetAttribute("aria-disabled"));
        await create.ClickAsync(new());
        Assert.Empty(stage.Vms.Created);
    }

    [Fact]
    public async Task Creating_opens_the_machine_and_clears_the_draft()
    {
        await using var stage = Ready();
        var page = stage.Open<CreatePage>(VmPaths.Create + "?step=review");
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        Assert.Equal("nexus-tiny-1", Assert.Single(stage.Vms.Created).Name);
        Assert.StartsWith("/machines/", stage.Path, StringComparison.Ordinal);
        Assert.Null(stage.Get<CreateDraft>().Image);
    }

    [Fact]
    public async Task A_refused_create_stays_and_says_why()
    {
        await using var stage = Ready();
        var page = stage.Open<CreatePage>(VmPaths.Create + "?step=review");
        stage.Vms.Refusal = new Error(ErrorKind.Conflict, "vm-name-taken", "A machine named nexus-tiny-1 exists.");
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        Assert.Contains("A machine named nexus-tiny-1 exists.", page.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    private static Stage Ready()
    {
        var stage = new Stage();
        stage.Images.Put(Some.Image());
        stage.Hosts.Put(Some.Host());
        return stage;
    }

    private static Error Invalid(params (string Field, string Mistake)[] mistakes) => new(ErrorKind.Invalid, "invalid", "The request has mistakes.")
    {
        Fields = mistakes.ToDictionary(pair => pair.Field, pair => new[] { pair.Mistake }, StringComparer.Ordinal),
    };
}
