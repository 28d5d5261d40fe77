using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Vms;

/// <summary>Engines that die, boots that hang, agents that are killed, hosts that reboot, journals that rot.</summary>
public sealed class VmFaultTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_engine_that_dies_is_started_again_with_growing_pauses_and_then_given_up()
    {
        await _world.StartVmAsync();
        var pauses = new List<string?>();
        for (var crash = 1; crash <= 3; crash++)
        {
            var launches = _world.Engine.Launches.Count;
            _world.Engine.Last.End(EngineExitReason.Crashed);
            // Told before the clock moves: how long it has moved when the engine is up again depends on how busy the machine is.
            var waits = await _world.UntilAsync(report => report.Steps is [{ Status: StepStatus.Running, Detail: { } told }, ..] && told.EndsWith($"try {crash} of 3", StringComparison.Ordinal));
            pauses.Add(waits.Steps[0].Detail);
            await _world.PassTimeUntilAsync(report => _world.Engine.Launches.Count > launches && report is { State: VmState.Running, Guest: not null });
            await _world.UntilAsync(static report => report.Steps.All(static step => step.Status != StepStatus.Running && step.Status != StepStatus.Waiting));
        }

        _world.Engine.Last.End(EngineExitReason.Crashed);
        var report = await _world.UntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal(4, _world.Engine.Launches.Count);
        Assert.Equal("engine-died", report.Problem?.Type);
        Assert.Equal(["1 s, try 1 of 3", "5 s, try 2 of 3", "20 s, try 3 of 3"], pauses);
    }

    [Fact]
    public async Task A_vm_being_tried_again_is_not_shown_as_failed_or_off()
    {
        await _world.StartVmAsync();
        _world.Engine.Last.End(EngineExitReason.Crashed);

        var report = await _world.UntilAsync(static report => report.State != VmState.Running);

        Assert.Equal(VmState.Preparing, report.State);
        Assert.Equal("engine-died", report.Problem?.Type);
        Assert.Equal("Wait before trying again", report.Steps[0].Name);
    }

    [Fact]
    public async Task Crashes_far_apart_do_not_add_up()
    {
        await _world.StartVmAsync();
        for (var crash = 0; crash < 5; crash++)
        {
            var launches = _world.Engine.Launches.Count;
            _world.Engine.Last.End(EngineExitReason.Crashed);
            await _world.PassTimeUntilAsync(report => _world.Engine.Launches.Count > launches && report is { State: VmState.Running, Guest: not null });
            _world.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.NotEqual(VmState.Failed, _world.Report?.State);
    }

    [Fact]
    public async Task A_guest_that_ran_on_without_its_identity_is_started_again_when_its_engine_dies()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);
        await _world.Engine.LastGuest.SayHelloAsync();
        await _world.PassTimeUntilAsync(static report => report.Problem?.Type == "identity-refused");

        _world.Engine.Guest = static guest => guest.Boots = true;
        _world.Engine.Last.End(EngineExitReason.Crashed);
        var report = await _world.PassTimeUntilAsync(static report => report.AppliedGeneration == 1);

        Assert.Equal((VmState.Running, 2), (report.State, _world.Engine.Launches.Count));
        Assert.Null(report.Problem);
    }

    [Fact]
    public async Task A_stop_while_it_waits_to_be_tried_again_is_heard_at_once()
    {
        await _world.StartVmAsync();
        _world.Engine.Last.End(EngineExitReason.Crashed);
        await _world.UntilAsync(static report => report.State == VmState.Preparing);

        await _world.EnsureAsync(2, VmPower.Stopped);

        Assert.Equal(VmState.Stopped, (await _world.UntilMetAsync(2)).State);
    }

    [Fact]
    public async Task A_boot_that_misses_its_deadline_is_tried_once_on_the_other_profile()
    {
        _world.Engine.Guest = guest => guest.Boots = _world.Engine.Launches.Count > 1;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);

        var report = await _world.PassTimeUntilAsync(static report => report.AppliedGeneration == 1);

        Assert.Equal([MachineProfile.Microvm, MachineProfile.Standard], _world.Engine.Launches.Select(static launch => launch.Profile));
        Assert.Equal(MachineProfile.Standard, report.Profile);
        Assert.Contains(report.Steps, static step => step is { Name: "Boot guest", Status: StepStatus.Failed });
        Assert.Contains("kill", _world.Engine.Processes.First().Calls);
    }

    [Fact]
    public async Task A_second_missed_deadline_is_the_end()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);

        var report = await _world.PassTimeUntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal(2, _world.Engine.Launches.Count);
        Assert.Equal("boot-deadline", report.Problem?.Type);
        Assert.All(_world.Engine.Processes, static process => Assert.Contains("kill", process.Calls));
    }

    [Fact]
    public async Task A_guest_that_powers_off_while_it_boots_is_off()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);
        _world.Engine.Last.End(EngineExitReason.GuestPoweredOff);

        var report = await _world.UntilAsync(static report => report.GuestPoweredOff);

        Assert.Equal((VmState.Stopped, null), (report.State, report.Problem));
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_broken_guest_is_ended_and_started_again()
    {
        await _world.StartVmAsync();
        _world.Engine.Last.Status = EngineStatus.Broken;
        _world.Engine.Last.Say(EngineEvent.Panicked);

        await _world.PassTimeUntilAsync(report => _world.Engine.Launches.Count == 2 && report.State == VmState.Running);

        Assert.Contains("kill", _world.Engine.Processes.First().Calls);
    }

    [Fact]
    public async Task A_restarted_agent_adopts_what_runs()
    {
        var before = await _world.StartVmAsync();
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;

        await _world.RestartAgentAsync();
        var after = await _world.UntilAsync(static report => report.Guest is not null);

        Assert.Single(_world.Engine.Launches);
        Assert.DoesNotContain("kill", process.Calls);
        Assert.Equal((VmState.Running, 1), (after.State, after.AppliedGeneration));
        Assert.Equal(before.IpAddresses.AsSpan(), after.IpAddresses.AsSpan());
        Assert.True(after.Version > before.Version);
    }

    [Fact]
    public async Task An_agent_killed_in_the_middle_of_a_boot_sees_it_to_its_end_when_it_is_back()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;

        await _world.RestartAgentAsync();
        _world.Engine.LastGuest.Boots = true;
        await _world.PassTimeUntilAsync(static report => report.AppliedGeneration == 1, stepMilliseconds: 25); // 30 s of the deadline are over a second of the machine's

        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task An_engine_that_died_while_nobody_looked_is_started_again()
    {
        await _world.StartVmAsync();

        await _world.RestartAgentAsync();
        await _world.PassTimeUntilAsync(static report => report is { State: VmState.Running, Guest: not null });

        Assert.Equal(2, _world.Engine.Launches.Count);
    }

    [Fact]
    public async Task A_guest_that_powered_off_while_nobody_looked_stays_off()
    {
        await _world.StartVmAsync();
        _world.Engine.LastExit = new EngineExit(EngineExitReason.GuestPoweredOff, "guest-shutdown");

        await _world.RestartAgentAsync();

        var report = await _world.UntilAsync(static report => report.GuestPoweredOff);
        Assert.Equal(VmState.Stopped, report.State);
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task What_stop_vms_turned_off_starts_again_with_the_next_agent()
    {
        await _world.StartVmAsync();
        var process = _world.Engine.Last;
        process.OnPowerButton = () => process.End(EngineExitReason.GuestPoweredOff, "guest-shutdown");
        _world.Engine.LastExit = new EngineExit(EngineExitReason.GuestPoweredOff, "guest-shutdown");

        await _world.RestartAgentAsync(async () =>
        {
            _world.Engine.Adoptable = _ => process;
            Assert.Equal([$"{_world.Id}: off by its power button"], await StopVmsCommand.StopAllAsync(new VmJournal(_world.RunDirectory, _world.Clock), _world.Engine));
            _world.Engine.Adoptable = static _ => null;
        });

        await _world.PassTimeUntilAsync(static report => report is { State: VmState.Running, Guest: not null, GuestPoweredOff: false });
        Assert.Equal(2, _world.Engine.Launches.Count);
    }

    [Fact]
    public async Task An_agent_killed_in_the_middle_of_a_restart_finishes_it()
    {
        _world.Engine.Guest = static guest => (guest.Boots, guest.ObeysShutdown) = (true, false);
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Running, boots: 1);
        await _world.UntilAsync(static report => report.State == VmState.Stopping);
        _world.Engine.LastExit = new EngineExit(EngineExitReason.GuestPoweredOff, "guest-shutdown");

        await _world.RestartAgentAsync();
        var report = await _world.UntilMetAsync(2);

        Assert.Equal((VmState.Running, false), (report.State, report.GuestPoweredOff));
        Assert.Equal(2, _world.Engine.Launches.Count);
    }

    [Fact]
    public async Task After_a_reboot_of_the_host_wishes_are_restored_without_counting_a_crash()
    {
        await _world.StartVmAsync();

        await _world.RestartAgentAsync(() => _world.HostBootId = "boot-2");
        var report = await _world.PassTimeUntilAsync(static report => report is { State: VmState.Running, Guest: not null });

        Assert.Equal(2, _world.Engine.Launches.Count);
        Assert.DoesNotContain(report.Steps, static step => step.Name == "Wait before trying again");
    }

    [Fact]
    public async Task A_stopped_vm_stays_stopped_over_a_restart()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Stopped);
        await _world.UntilMetAsync(2);

        await _world.RestartAgentAsync();

        Assert.Equal(VmState.Stopped, (await _world.UntilMetAsync(2)).State);
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_delete_cut_short_is_finished_by_the_next_agent()
    {
        await _world.StartVmAsync();
        await _world.RestartAgentAsync(() =>
        {
            var state = File.ReadAllText(_world.Directory.StateFile);
            File.WriteAllText(_world.Directory.StateFile, state.Replace("\"deleting\": false", "\"deleting\": true", StringComparison.Ordinal));
            File.Delete(_world.Directory.SpecFile);
        });

        await Soon.TrueAsync(() => !Directory.Exists(_world.Directory.Path));
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_vm_its_portal_forgot_is_told_whole_and_can_be_deleted()
    {
        await _world.StartVmAsync();
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;

        await _world.RestartAgentAsync();
        var report = await _world.UntilAsync(static report => report.Guest is not null);
        var wish = _world.Supervisor.FindWish(_world.Id);
        Assert.Equal(("web1", 128, VmState.Running), (wish?.Spec.Name.Value, wish?.Spec.MemoryMiB, report.State));

        Assert.NotNull(await _world.Supervisor.DeleteAsync(_world.Id, TestContext.Current.CancellationToken));
        await Soon.TrueAsync(() => !Directory.Exists(_world.Directory.Path) && _world.Report is null);
        Assert.Contains("kill", process.Calls);
        Assert.Empty(_world.Networks.Attached);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("{\"generation\":1}")]
    public async Task A_rotten_wish_leaves_a_running_vm_alone_and_is_healed_by_the_next(string rotten)
    {
        await _world.StartVmAsync();
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;

        await _world.RestartAgentAsync(() => File.WriteAllText(_world.Directory.SpecFile, rotten));
        var report = await _world.UntilAsync(static report => report.Problem is not null);
        Assert.Equal((VmState.Running, "journal-unreadable"), (report.State, report.Problem?.Type));
        Assert.DoesNotContain("kill", process.Calls);

        await _world.EnsureAsync(2, VmPower.Running);
        var healed = await _world.UntilMetAsync(2);
        Assert.Null(healed.Problem);
        Assert.Single(_world.Engine.Launches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"state\":\"flying\"}")]
    public async Task A_rotten_record_restarts_nothing(string rotten)
    {
        await _world.StartVmAsync(World.Wish(1, VmPower.Running, boots: 3, resets: 2));
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;

        await _world.RestartAgentAsync(() => File.WriteAllText(_world.Directory.StateFile, rotten));
        await _world.UntilMetAsync(1);

        Assert.Single(_world.Engine.Launches);
        Assert.Empty(process.Calls);
    }

    [Fact]
    public async Task Directories_that_are_no_vm_are_left_alone()
    {
        var stranger = Directory.CreateDirectory(Path.Combine(_world.RunDirectory, "vms", "notes")).FullName;
        var empty = Directory.CreateDirectory(Path.Combine(_world.RunDirectory, "vms", VmId.New().ToString())).FullName;

        await _world.RestartAgentAsync();

        Assert.True(Directory.Exists(stranger));
        Assert.False(Directory.Exists(empty));
    }

    [Fact]
    public async Task Versions_never_repeat_over_a_restart_and_the_epoch_stays()
    {
        await _world.StartVmAsync();
        var (epoch, version) = (_world.Board.Epoch, _world.Board.Version);

        await _world.RestartAgentAsync();

        Assert.Equal(epoch, _world.Board.Epoch);
        Assert.True(_world.Board.Version >= version);
        var report = await _world.UntilAsync(static _ => true);
        Assert.True(report.Version > version);
    }
}
