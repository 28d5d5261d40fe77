using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;
using NexusQuantum.Web.Tests.Shells;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>A machine whose hub methods are called by many.</summary>
internal sealed class HubWalk(TestFleet fleet, VmId vm, (Type Type, string Path)[] hubs) : IAsyncDisposable
{
    private readonly List<ShellSession> _opened = [];

    public ShellSessions Sessions { get; } = fleet.Portal.Services.GetRequiredService<ShellSessions>();

    public MetricIntake Intake { get; } = fleet.Portal.Services.GetRequiredService<MetricIntake>();

    private readonly WatchInterests _interests = fleet.Portal.Services.GetRequiredService<WatchInterests>();

    public VmId Vm => vm;

    public static async Task<HubWalk> StartAsync(TestFleet fleet, VmId vm, (Type Type, string Path)[] hubs, CancellationToken cancellationToken)
    {
        await fleet.VmStateAsync(vm, "running");
        cancellationToken.ThrowIfCancellationRequested();
        return new HubWalk(fleet, vm, hubs);
    }

    /// <summary>Connections to all hubs, and a console and a shell opened for <paramref name="owner"/> at a time when everything was allowed.</summary>
    public async Task<HubCalls> ConnectAsync(HubCaller caller, Account owner, CancellationToken cancellationToken)
    {
        var past = new Caller(owner.Id, owner.UserName ?? "") { Rights = Rights.All };
        var sessions = new Dictionary<string, ShellSession>();
        foreach (var kind in (string[])["console", "shell"])
        {
            var opened = await Sessions.OpenAsync(() => past, new ShellOpenRequest { Kind = kind, VmId = vm.ToString(), Cols = 80, Rows = 24 }, cancellationToken);
            Assert.True(opened.Ok, opened.Ok ? null : opened.Error.Message);
            sessions[kind] = opened.Value;
            _opened.Add(opened.Value);
        }

        var connections = hubs.ToDictionary(hub => hub.Type.Name, hub => caller.Connection(fleet.Portal.Base, hub.Path, HttpTransportType.WebSockets));
        foreach (var connection in connections.Values)
        {
            await connection.StartAsync(cancellationToken);
        }

        return new HubCalls(this, past, connections, sessions);
    }

    /// <summary>Whether somebody follows the machine: its agent is then asked for more samples.</summary>
    public bool IsWatched => _interests.Of(fleet.Agent.Id).Contains(vm);

    public Task NobodyFollowsAsync(CancellationToken cancellationToken)
        => Until.TrueAsync("nobody follows", ShellCalls.Soon, () => Task.FromResult(Intake.Followers == 0 && !IsWatched), cancellationToken);

    /// <summary>A sample of the machine came in and was offered to all who follow.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        // The second comes in after the first was offered to everyone.
        for (var i = 0; i < 2; i++)
        {
            var before = Intake.NewestAt;
            Sample();
            await Until.TrueAsync("the sample comes in", ShellCalls.Soon, () => Task.FromResult(Intake.NewestAt != before), cancellationToken);
        }
    }

    public void Sample()
        => fleet.Host.SendMetrics(new MetricBatch { At = DateTimeOffset.UtcNow, Host = new HostSample { Cpu = 0.1, MemoryTotalBytes = 1 << 30 }, Vms = [new VmSample { Vm = vm, GuestCpu = 0.5 }] });

    /// <summary>The guest writes: its console echoes what is typed.</summary>
    public static void Say(HubCalls calls, string text) => calls.Past("console").Type(System.Text.Encoding.ASCII.GetBytes(text));

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _opened)
        {
            await Sessions.CloseAsync(session);
        }
    }
}
