using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Faults that touch every machine of a host, so each has a fleet of its own.</summary>
public sealed class VmFaultTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_portal_that_ends_in_the_middle_of_a_create_finishes_it_once_after_its_start()
    {
        await using var fleet = await TestFleet.StartAsync();
        var hold = fleet.Host.Hold = new TaskCompletionSource();
        var (_, operation) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("halfway"));
        await Until.TrueAsync("the agent was told", Soon, () => Task.FromResult(!fleet.Host.Told.IsEmpty), Token);
        await fleet.RestartPortalAsync();
        fleet.Host.Hold = null;
        hold.SetResult();
        Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
        await fleet.VmStateAsync(Subject(operation), "running");
        Assert.Single(fleet.Host.Reports);
        Assert.All(fleet.Host.Told, told => Assert.Equal(1, told.Wish.Generation));
    }

    [Fact]
    public async Task A_create_waits_for_a_host_that_is_away_when_the_portal_starts_again()
    {
        await using var fleet = await TestFleet.StartAsync();
        var hold = fleet.Host.Hold = new TaskCompletionSource();
        var (_, operation) = await fleet.PostAsync("/v1/vms", await fleet.NewVmAsync("patient"));
        await Until.TrueAsync("the agent was told", Soon, () => Task.FromResult(!fleet.Host.Told.IsEmpty), Token);
        fleet.Host.Hold = null;
        await fleet.Agent.GoAwayAsync();
        hold.SetResult();
        await fleet.RestartPortalAsync();
        await Until.TrueAsync("its step says what it waits for", Soon, async ()
            => (await fleet.GetAsync($"/v1/operations/{operation.GetProperty("id").GetString()}")).GetProperty("steps")[0].ToString().Contains("does not answer", StringComparison.Ordinal), Token);
        await fleet.Agent.ComeBackAsync(Token);
        Assert.Equal("succeeded", (await fleet.EndedAsync(operation)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_machine_that_its_agent_lost_is_told_as_failed_and_not_made_anew()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("web-1");
        await fleet.Agent.GoAwayAsync();
        fleet.Host.LoseJournal();
        var told = fleet.Host.Told.Count;
        await fleet.Agent.ComeBackAsync(Token);
        await fleet.VmStateAsync(id, "failed");
        Assert.Equal("vm-lost", (await fleet.VmAsync(id)).GetProperty("problem").GetProperty("type").GetString());
        Assert.Equal(told, fleet.Host.Told.Count);
    }

    [Fact]
    public async Task An_image_that_vanished_from_its_host_is_brought_again()
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.CreateAsync("web-1");
        fleet.Host.Images.Clear();
        var before = fleet.Host.Received.Count;
        await fleet.CreateAsync("again");
        Assert.Equal(before + 3, fleet.Host.Received.Count);
    }

    [Fact]
    public async Task What_was_not_read_yet_is_read_before_it_is_said_not_to_exist()
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.CreateAsync("web-1");
        var services = fleet.Portal.Services;
        var images = services.GetRequiredService<ImageBoard>();
        var digests = images.All().Select(row => row.Digest).ToArray();
        images.All().ToList().ForEach(row => images.Remove(row.Id));
        services.GetRequiredService<HostImages>().Remove(fleet.Agent.Id, digests[0]);
        services.GetRequiredService<AgentDirectory>().Remove(fleet.Agent.Id);

        var brought = await services.GetRequiredService<IImageApi>().BringToHostAsync(fleet.Agent.Id, digests, (_, _) => Task.CompletedTask, Token);

        Assert.True(brought.Ok, brought.Error?.Message);
    }

    [Fact]
    public async Task A_machine_is_unknown_while_its_host_is_away_and_true_again_when_it_is_back()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("web-1");
        await fleet.Agent.GoAwayAsync();
        await fleet.VmStateAsync(id, "unknown");
        var away = await fleet.VmAsync(id);
        Assert.Equal("running", away.GetProperty("lastState").GetString());
        Assert.Equal((HttpStatusCode.Conflict, "vm-wrong-state"), (await fleet.PostAsync($"/v1/vms/{id}/stop")) is var (status, problem) ? (status, problem.GetProperty("type").GetString()) : default);
        Assert.Equal(1, (await fleet.GetAsync("/v1/vms?q=state:unknown")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await fleet.GetAsync("/v1/vms?q=state:running")).GetProperty("items").GetArrayLength());
        await fleet.Agent.ComeBackAsync(Token);
        await fleet.VmStateAsync(id, "running");
    }

    private static VmId Subject(JsonElement operation) => VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null);
}
