using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Vms;

/// <summary>Whose word counts for a VM's addresses: the network's where we give them, the guest's where its router does.</summary>
public sealed class ToldAddressTests : IAsyncDisposable
{
    private static readonly string[] Told = ["192.0.2.5", "192.0.2.6"];
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task On_a_bridged_network_the_guest_tells_them()
    {
        Bridge();
        var report = await _world.StartVmAsync();
        Assert.Empty(report.IpAddresses);
        var identity = _world.Engine.LastGuest.Identities.First();
        Assert.Equal((null, null, "fe80::1"), (identity.Address, identity.Gateway, identity.HostAddress));

        await SayAsync(Told);
        report = await _world.UntilAsync(static report => !report.IpAddresses.IsEmpty);
        Assert.Equal(Told, report.IpAddresses);
    }

    [Fact]
    public async Task A_change_is_reported_once_and_samples_that_say_the_same_are_not()
    {
        Bridge();
        await _world.StartVmAsync();
        await SayAsync(Told);
        var report = await _world.UntilAsync(static report => !report.IpAddresses.IsEmpty);
        var writes = File.GetLastWriteTimeUtc(_world.Directory.StateFile);

        for (var i = 0; i < 5; i++)
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(200));
            await SayAsync(Told);
        }

        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await SayAsync("192.0.2.7");
        var next = await _world.UntilAsync(static report => report.IpAddresses is ["192.0.2.7"]);
        Assert.Equal(report.Version + 1, next.Version);
        Assert.Equal(writes, File.GetLastWriteTimeUtc(_world.Directory.StateFile));
    }

    [Fact]
    public async Task They_go_with_the_guest_that_told_them()
    {
        Bridge();
        await _world.StartVmAsync();
        await SayAsync(Told);
        await _world.UntilAsync(static report => !report.IpAddresses.IsEmpty);

        await _world.EnsureAsync(2, VmPower.Stopped);
        var report = await _world.UntilMetAsync(2);
        Assert.Empty(report.IpAddresses);
    }

    [Fact]
    public async Task They_go_when_the_guest_boots_again_and_come_back_though_they_are_the_same()
    {
        Bridge();
        await _world.StartVmAsync();
        await SayAsync(Told);
        await _world.UntilAsync(static report => !report.IpAddresses.IsEmpty);

        _world.Engine.Last.Say(EngineEvent.Reset);
        await _world.UntilAsync(static report => report.IpAddresses.IsEmpty);
        _world.Engine.LastGuest.BootId = Guid.NewGuid().ToString();
        await _world.Engine.LastGuest.SayHelloAsync();
        await _world.UntilAsync(static report => report.Guest is not null);
        _world.Clock.Advance(TimeSpan.FromSeconds(2));
        await SayAsync(Told);
        await _world.UntilAsync(static report => report.IpAddresses.SequenceEqual(Told));
    }

    [Fact]
    public async Task An_agent_that_starts_again_hears_them_with_the_next_sample()
    {
        Bridge();
        await _world.StartVmAsync();
        await SayAsync(Told);
        await _world.UntilAsync(static report => !report.IpAddresses.IsEmpty);
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;
        await _world.RestartAgentAsync();
        Assert.Empty((await _world.UntilAsync(static report => report.State == VmState.Running)).IpAddresses);

        var guest = _world.Engine.LastGuest;
        await Soon.TrueAsync(() => guest.Connections > 1);
        await SayAsync(Told);
        await _world.UntilAsync(static report => report.IpAddresses.SequenceEqual(Told));
    }

    [Fact]
    public async Task Behind_translation_the_guests_word_does_not_count()
    {
        _world.Networks.Alter = static nic => nic with { Mode = NetworkMode.Nat };
        await StayAsync("10.0.100.2");
    }

    [Fact]
    public async Task In_user_mode_the_guests_word_does_not_count() => await StayAsync("10.0.100.2");

    [Fact]
    public async Task A_guest_that_was_given_an_address_on_a_bridged_network_has_that_one()
    {
        _world.Networks.Alter = static nic => nic with { Mode = NetworkMode.Bridged };
        await StayAsync("10.0.100.2");
    }

    [Fact]
    public async Task A_host_without_a_way_to_the_guest_says_which_is_missing()
    {
        _world.Networks.Alter = static nic => Bridged(nic) with { HostAddress = null };
        await _world.StartVmAsync();
        var report = await _world.UntilAsync(static report => report.Guest?.ShellProblem is { } problem && !problem.Contains("not tried", StringComparison.Ordinal));
        Assert.Contains("IPv6", report.Guest?.ShellProblem, StringComparison.Ordinal);
    }

    private static NicAttachment Bridged(NicAttachment nic) => nic with { Mode = NetworkMode.Bridged, Address = null, Prefix = 0, Gateway = null, NameServers = [], HostAddress = System.Net.IPAddress.Parse("fe80::1") };

    private void Bridge() => _world.Networks.Alter = Bridged;

    private async Task StayAsync(string address)
    {
        await _world.StartVmAsync();
        await SayAsync(Told);
        // What the guest says after it has been heard by then.
        await _world.Engine.LastGuest.SendAsync(new GuestFrame { Goodbye = new GuestGoodbye(false) });
        var report = await _world.UntilAsync(static report => report.Guest?.ShellProblem is { } problem && problem.Contains("shutting down", StringComparison.Ordinal));
        Assert.Equal([address], report.IpAddresses);
    }

    private Task SayAsync(params string[] addresses) => _world.Engine.LastGuest.SendAsync(new GuestFrame
    {
        Sample = new GuestSample
        {
            UptimeSeconds = 1,
            Cpu = new GuestCpu(1, 1, 1, 1, 1, 1, 1, 1),
            CpuCount = 1,
            Memory = new GuestMemory(1, 1, 1, 1, 0, 0),
            Addresses = [.. addresses],
        },
    });
}
