using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
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

    [Fact]
    public async Task Behind_translation_a_fixed_address_is_one_field_with_the_range()
    {
        await using var stage = Ready();
        stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single());
        var page = stage.Open<CreatePage>(Disk);
        Assert.Contains("default, behind address translation", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#ip"));
        await Press(page, "Fixed address");
        Assert.Contains("One of 10.0.100.2 to 10.0.100.254", page.Find(".field:has(#ip)").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#gateway, #dns"));
        await page.Find("#ip").InputAsync(new() { Value = "10.0.100.50" });
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        var request = stage.Get<CreateDraft>().Request;
        Assert.Equal(("10.0.100.50", null, 0), (request.IpAddress, request.Gateway, request.NameServers.Length));
    }

    [Fact]
    public async Task On_a_bridged_network_router_and_name_servers_are_asked_for_too()
    {
        await using var stage = Ready();
        stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single(), SomeNetwork.Bridged());
        var page = stage.Open<CreatePage>(Disk);
        Assert.Contains("on the network of eno1, visible there", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Its router gives one by DHCP", page.Markup, StringComparison.Ordinal);
        await Press(page, "Fixed address");
        Assert.Equal("192.168.1.1", page.Find("#gateway").GetAttribute("placeholder"));
        await page.Find("#ip").InputAsync(new() { Value = "192.168.1.20" });
        await page.Find("#gateway").InputAsync(new() { Value = "192.168.1.254" });
        await page.Find("#dns").InputAsync(new() { Value = "9.9.9.9, 149.112.112.112" });
        var request = stage.Get<CreateDraft>().Request;
        Assert.Equal(("192.168.1.20", "192.168.1.254"), (request.IpAddress, request.Gateway));
        Assert.Equal(["9.9.9.9", "149.112.112.112"], request.NameServers);
    }

    [Fact]
    public async Task A_network_without_a_range_says_who_knows_it()
    {
        await using var stage = Ready();
        stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single(), SomeNetwork.Blind());
        var page = stage.Open<CreatePage>(Disk);
        Assert.Contains("known to its router", page.Markup, StringComparison.Ordinal);
        await Press(page, "Fixed address");
        Assert.Contains("With the bits of its network, like 192.168.1.20/24", page.Find(".field:has(#ip)").TextContent, StringComparison.Ordinal);
        Assert.Contains("no names are found", page.Find(".field:has(#dns)").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "is in user mode")]
    [InlineData(false, "choose a host or a network first")]
    public async Task Where_none_can_be_fixed_the_choice_says_why(bool user, string says)
    {
        await using var stage = Ready();
        if (user)
        {
            stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single(), SomeNetwork.User());
        }
        else
        {
            stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single());
            stage.Hosts.Put(Some.Host("fra-b1"));
        }

        var page = stage.Open<CreatePage>(Disk);
        var choice = page.FindAll(".btn").Single(button => button.TextContent == "Fixed address");
        Assert.Equal("true", choice.GetAttribute("aria-disabled"));
        Assert.Contains(says, choice.GetAttribute("title"), StringComparison.Ordinal);
        await choice.ClickAsync(new());
        Assert.Empty(page.FindAll("#ip"));
        Assert.Null(stage.Get<CreateDraft>().Request.IpAddress);
    }

    [Fact]
    public async Task Another_network_is_not_asked_for_what_it_cannot_do()
    {
        await using var stage = Ready();
        var host = stage.Hosts.Feed.Snapshot().Single();
        stage.Networks.Put(host, SomeNetwork.Bridged());
        stage.Networks.Put(host, SomeNetwork.Nat());
        stage.Networks.Put(host, SomeNetwork.User());
        var page = stage.Open<CreatePage>(Disk);
        await Press(page, "Fixed address");
        await page.Find("#ip").InputAsync(new() { Value = "192.168.1.20" });
        await page.Find("#gateway").InputAsync(new() { Value = "192.168.1.254" });
        await page.FindAll("input[name=network]")[2].ChangeAsync(new() { Value = "on" });
        Assert.Equal(("192.168.1.20", null), (stage.Get<CreateDraft>().Request.IpAddress, stage.Get<CreateDraft>().Request.Gateway));
        await page.FindAll("input[name=network]")[3].ChangeAsync(new() { Value = "on" });
        Assert.Null(stage.Get<CreateDraft>().Request.IpAddress);
    }

    [Fact]
    public async Task A_mistake_in_the_address_stands_beside_it()
    {
        await using var stage = Ready();
        stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single(), SomeNetwork.Bridged());
        var page = stage.Open<CreatePage>(Disk);
        await Press(page, "Fixed address");
        stage.Vms.Refusal = Invalid(("ipAddress", "web-1 has 192.168.1.20 already."), ("gateway", "Name one in 192.168.1.0/24."));
        await page.Find(".wz-foot .btn-primary").ClickAsync(new());
        Assert.Equal(["web-1 has 192.168.1.20 already.", "Name one in 192.168.1.0/24."], page.FindAll(".field.is-bad .err").Select(mistake => mistake.TextContent));
        Assert.Equal(Disk, stage.Path);
    }

    [Fact]
    public async Task The_review_shows_the_address_as_it_will_be()
    {
        await using var stage = Ready();
        var network = stage.Networks.Put(stage.Hosts.Feed.Snapshot().Single(), SomeNetwork.Bridged());
        var draft = stage.Get<CreateDraft>();
        (draft.FixedAddress, draft.IpAddress) = (true, "192.168.1.20");
        stage.Vms.Plan = new VmPlanView
        {
            Steps = [],
            Hosts = [],
            Network = new VmNetworkRef(network.Facts.Id, "office", NetworkMode.Bridged),
            StaticAddress = new StaticAddress { Address = Ipv4Address.Parse("192.168.1.20", null), Prefix = 24, Gateway = Ipv4Address.Parse("192.168.1.1", null) },
        };
        var page = stage.Open<CreatePage>(VmPaths.Create + "?step=review");
        var facts = page.Find("dl.facts").TextContent;
        Assert.Contains("office on fra-a1, on the network of eno1", facts, StringComparison.Ordinal);
        Assert.Contains("192.168.1.20/24, fixed", facts, StringComparison.Ordinal);
        Assert.Contains("none: no names are found", facts, StringComparison.Ordinal);
        Assert.Contains("\"ipAddress\": \"192.168.1.20\"", page.Find("pre.code").TextContent, StringComparison.Ordinal);
    }

    private const string Disk = VmPaths.Create + "?step=disk";

    private static Task Press(IRenderedComponent<CreatePage> page, string word) => page.FindAll(".btn").Single(button => button.TextContent == word).ClickAsync(new());

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
