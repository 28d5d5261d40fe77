using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Vms;

public sealed class VmActorTests : IAsyncDisposable
{
    private readonly World _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_wish_to_run_starts_boots_and_names_the_guest()
    {
        var report = await _world.StartVmAsync();

        Assert.Equal(VmState.Running, report.State);
        Assert.Equal("10.0.100.2", Assert.Single(report.IpAddresses));
        Assert.Equal("0.1.0", report.Guest?.Version);
        Assert.All(report.Steps, static step => Assert.Contains(step.Status, new[] { StepStatus.Done, StepStatus.Skipped }));
        var identity = _world.Engine.LastGuest.Identities.First();
        Assert.Equal(("web1", "10.0.100.2/24", "10.0.100.1"), (identity.HostName, identity.Address, identity.Gateway));
        Assert.Equal(32, Convert.FromBase64String(identity.Entropy).Length);
    }

    [Fact]
    public async Task Repeating_a_wish_changes_nothing()
    {
        var first = await _world.StartVmAsync();
        var again = await _world.EnsureAsync(1, VmPower.Running);

        Assert.False(again.Refused);
        Assert.Equal(first.Version, again.Report.Version);
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_generation_below_the_journals_is_refused_with_its_own_report()
    {
        await _world.StartVmAsync(World.Wish(5, VmPower.Running));

        var answer = await _world.EnsureAsync(4, VmPower.Stopped);

        Assert.True(answer.Refused);
        Assert.Equal((5, VmState.Running), (answer.Report.Generation, answer.Report.State));
    }

    [Fact]
    public async Task A_network_that_cannot_be_used_is_told_before_anything_is_made()
    {
        _world.Networks.Unavailable = "No bridge can be used: it is not there. Fix: make it, then start the agent again.";
        await _world.EnsureAsync(1, VmPower.Running);
        var report = await _world.UntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal(("network-unavailable", _world.Networks.Unavailable), (report.Problem?.Type, report.Problem?.Title));
        Assert.Equal(StepStatus.Failed, report.Steps[0].Status);
        Assert.False(Directory.Exists(_world.Directory.Disks));
    }

    [Fact]
    public async Task An_address_the_network_cannot_give_is_told_before_anything_is_made()
    {
        var wish = World.Wish(1, VmPower.Running);
        var nic = new NicSpec { Network = FakeNetworks.Id, Mac = MacAddress.ForVm([1, 2, 3]), Address = new StaticAddress { Address = Ipv4Address.Parse("192.0.2.9", null) } };
        await _world.EnsureAsync(wish with { Spec = wish.Spec with { Nics = [nic] } });
        var report = await _world.UntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal("address-outside", report.Problem?.Type);
        Assert.Equal(StepStatus.Failed, report.Steps[0].Status);
        Assert.False(Directory.Exists(_world.Directory.Disks));
    }

    [Fact]
    public async Task The_logs_of_a_running_engine_are_kept_short()
    {
        await _world.StartVmAsync();
        var process = _world.Engine.Last;
        _world.Engine.Adoptable = _ => process;
        await _world.RestartAgentAsync();
        await _world.PassTimeUntilAsync(_ => process.Calls.Contains("cap logs"), mostSeconds: 120);
    }

    [Fact]
    public async Task A_graceful_stop_asks_the_guest_and_waits()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Stopped);
        var report = await _world.UntilMetAsync(2);

        Assert.Equal(VmState.Stopped, report.State);
        Assert.False(report.GuestPoweredOff);
        Assert.DoesNotContain("kill", _world.Engine.Last.Calls);
    }

    [Fact]
    public async Task A_guest_that_does_not_listen_gets_the_button_and_then_loses_power()
    {
        _world.Engine.Guest = static guest => (guest.Boots, guest.ObeysShutdown) = (true, false);
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Stopped, grace: 30);
        await _world.UntilAsync(static report => report.State == VmState.Stopping);
        var began = _world.Clock.GetUtcNow();

        await _world.PassTimeUntilAsync(static report => report.State == VmState.Stopped);

        Assert.Equal(["button", "kill"], _world.Engine.Last.Calls);
        Assert.InRange((_world.Clock.GetUtcNow() - began).TotalSeconds, 30, 36);
    }

    [Fact]
    public async Task A_force_stop_cuts_power_at_once()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Stopped, grace: 0);
        await _world.UntilMetAsync(2);

        Assert.DoesNotContain(_world.Engine.LastGuest.Received, static frame => frame.Shutdown is not null);
        Assert.Contains("kill", _world.Engine.Last.Calls);
    }

    [Fact]
    public async Task A_force_stop_interrupts_a_graceful_one()
    {
        _world.Engine.Guest = static guest => (guest.Boots, guest.ObeysShutdown) = (true, false);
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Stopped, grace: 3600);
        await _world.UntilAsync(static report => report.State == VmState.Stopping);

        await _world.EnsureAsync(3, VmPower.Stopped, grace: 0);

        await _world.UntilMetAsync(3);
        Assert.Equal(VmState.Stopped, _world.Report?.State);
    }

    [Fact]
    public async Task A_force_stop_interrupts_a_boot_and_a_launch()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);
        await _world.EnsureAsync(2, VmPower.Stopped, grace: 0);
        await _world.UntilMetAsync(2);

        _world.Engine.Gate = new TaskCompletionSource();
        await _world.EnsureAsync(3, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Starting);
        await _world.EnsureAsync(4, VmPower.Stopped, grace: 0);
        var report = await _world.UntilMetAsync(4);

        Assert.Equal(VmState.Stopped, report.State);
        Assert.Single(_world.Engine.Processes);
    }

    [Fact]
    public async Task An_edit_during_a_boot_does_not_disturb_it()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);

        await _world.EnsureAsync(World.Wish(2, VmPower.Running, spec: World.Spec(memoryMiB: 256)));
        _world.Engine.LastGuest.Boots = true;
        await _world.Engine.LastGuest.SayHelloAsync();
        var report = await _world.UntilMetAsync(2);

        Assert.Single(_world.Engine.Launches);
        Assert.Equal(128, report.RunningMemoryMiB);
    }

    [Fact]
    public async Task Cpu_and_memory_change_at_the_next_start()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(World.Wish(2, VmPower.Running, spec: World.Spec(memoryMiB: 512, vcpus: 2)));
        var edited = await _world.UntilMetAsync(2);
        Assert.Equal(128, edited.RunningMemoryMiB);

        await _world.EnsureAsync(World.Wish(3, VmPower.Running, boots: 1, spec: World.Spec(memoryMiB: 512, vcpus: 2)));
        var restarted = await _world.UntilMetAsync(3);

        Assert.Equal((512, 2), (restarted.RunningMemoryMiB, restarted.RunningVcpus));
    }

    [Fact]
    public async Task A_restart_happens_once_for_a_counter()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Running, boots: 1);
        await _world.UntilMetAsync(2);
        await _world.EnsureAsync(2, VmPower.Running, boots: 1);
        await _world.EnsureAsync(3, VmPower.Running, boots: 1);
        await _world.UntilMetAsync(3);

        Assert.Equal(2, _world.Engine.Launches.Count);
    }

    [Fact]
    public async Task A_reset_happens_once_for_a_counter_in_the_same_process()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Running, resets: 1);
        await _world.Engine.LastGuest.SayHelloAsync();
        await _world.PassTimeUntilAsync(static report => report.AppliedGeneration == 2);
        await _world.EnsureAsync(3, VmPower.Running, resets: 1);
        await _world.UntilMetAsync(3);

        Assert.Single(_world.Engine.Last.Calls, static call => call == "reset");
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task Pause_and_resume_follow_the_wish()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(2, VmPower.Paused);
        Assert.Equal(VmState.Paused, (await _world.UntilMetAsync(2)).State);

        await _world.EnsureAsync(3, VmPower.Running);
        Assert.Equal(VmState.Running, (await _world.UntilMetAsync(3)).State);
        Assert.Equal(["pause", "resume"], _world.Engine.Last.Calls);
    }

    [Fact]
    public async Task A_guest_that_powers_itself_off_stays_off_until_the_next_wish()
    {
        await _world.StartVmAsync();
        _world.Engine.Last.End(EngineExitReason.GuestPoweredOff);
        var off = await _world.UntilAsync(static report => report.GuestPoweredOff);
        Assert.Equal((VmState.Stopped, null), (off.State, off.Problem));

        await _world.EnsureAsync(1, VmPower.Running);
        Assert.Single(_world.Engine.Launches);

        await _world.EnsureAsync(2, VmPower.Running);
        var on = await _world.UntilMetAsync(2);
        Assert.False(on.GuestPoweredOff);
    }

    [Fact]
    public async Task A_vm_made_to_be_off_gets_its_disk_and_is_met()
    {
        await _world.EnsureAsync(1, VmPower.Stopped);
        var report = await _world.UntilMetAsync(1);

        Assert.Contains(report.State, new[] { VmState.Stopped, VmState.Defined });
        Assert.True(File.Exists(Path.Combine(_world.Directory.Disks, "root.qcow2")));
        Assert.Empty(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_failure_names_the_thing_and_undoes_what_was_done()
    {
        _world.Engine.Refusal = new Error(ErrorKind.Failed, "engine-start-failed", "QEMU did not start: no memory.");
        await _world.EnsureAsync(1, VmPower.Running);
        var report = await _world.UntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal("engine-start-failed", report.Problem?.Type);
        Assert.Contains("release", _world.Networks.Calls);
        Assert.Equal(StepStatus.Failed, report.Steps.Single(static step => step.Name == "Start engine").Status);
    }

    [Fact]
    public async Task A_failed_vm_told_to_stop_is_stopped()
    {
        _world.Engine.Refusal = new Error(ErrorKind.Failed, "engine-start-failed", "QEMU did not start.");
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Failed);

        await _world.EnsureAsync(2, VmPower.Stopped);

        var report = await _world.UntilMetAsync(2);
        Assert.Equal((VmState.Stopped, null), (report.State, report.Problem));
    }

    [Fact]
    public async Task The_answer_to_a_new_wish_does_not_show_the_last_ones_failure()
    {
        _world.Engine.Refusal = new Error(ErrorKind.Failed, "engine-start-failed", "QEMU did not start.");
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Failed);
        _world.Engine.Refusal = null;

        var answer = await _world.EnsureAsync(2, VmPower.Running);

        Assert.NotEqual(VmState.Failed, answer.Report.State);
        await _world.UntilMetAsync(2);
    }

    [Fact]
    public async Task More_memory_than_the_host_has_is_refused_with_both_numbers()
    {
        await _world.EnsureAsync(World.Wish(1, VmPower.Running, spec: World.Spec(memoryMiB: 16 * 1024)));
        var report = await _world.UntilAsync(static report => report.State == VmState.Failed);

        Assert.Equal("host-memory", report.Problem?.Type);
        Assert.Contains("16 GiB", report.Problem?.Title, StringComparison.Ordinal);
        Assert.Contains("8 GiB", report.Problem?.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delete_leaves_nothing()
    {
        await _world.StartVmAsync();
        await _world.Supervisor.DeleteAsync(_world.Id, TestContext.Current.CancellationToken);
        await Soon.TrueAsync(() => _world.Report is null && !_world.Supervisor.Knows(_world.Id));

        Assert.Contains("kill", _world.Engine.Last.Calls);
        Assert.False(Directory.Exists(_world.Directory.Path));
        Assert.Empty(_world.Networks.Attached);
        Assert.True(_world.Images.Remove(World.Kernel).Ok);
    }

    [Fact]
    public async Task A_delete_interrupts_a_boot()
    {
        _world.Engine.Guest = static guest => guest.Boots = false;
        await _world.EnsureAsync(1, VmPower.Running);
        await _world.UntilAsync(static report => report.State == VmState.Running);

        await _world.Supervisor.DeleteAsync(_world.Id, TestContext.Current.CancellationToken);

        await Soon.TrueAsync(() => !_world.Supervisor.Knows(_world.Id));
        Assert.False(Directory.Exists(_world.Directory.Path));
    }

    [Fact]
    public async Task A_password_goes_to_the_guest_and_nowhere_else()
    {
        await _world.StartVmAsync(World.Wish(1, VmPower.Running, password: "pa55word!"));

        Assert.True(_world.Report?.PasswordTaken);
        Assert.Equal("pa55word!", _world.Engine.LastGuest.Identities.First().Password);
        Assert.All(
            Directory.EnumerateFiles(_world.RunDirectory, "*.json", SearchOption.AllDirectories),
            static file => Assert.DoesNotContain("pa55word!", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_password_reaches_a_guest_that_runs()
    {
        await _world.StartVmAsync();
        await _world.EnsureAsync(World.Wish(2, VmPower.Running, password: "another"));
        var report = await _world.UntilMetAsync(2);

        Assert.True(report.PasswordTaken);
        Assert.Equal("another", _world.Engine.LastGuest.Identities.Last().Password);
        Assert.Single(_world.Engine.Launches);
    }

    [Fact]
    public async Task A_disk_error_holds_the_vm_and_says_so()
    {
        await _world.StartVmAsync();
        _world.Engine.Last.Status = EngineStatus.Paused;
        _world.Engine.Last.Say(EngineEvent.DiskError);
        _world.Engine.Last.Say(EngineEvent.Paused);
        var held = await _world.UntilAsync(static report => report.State == VmState.Paused);
        Assert.Equal("disk-error", held.Problem?.Type);

        await _world.EnsureAsync(2, VmPower.Running);
        var report = await _world.UntilMetAsync(2);
        Assert.Equal((VmState.Running, null), (report.State, report.Problem));
    }

    [Fact]
    public async Task Profile_and_accelerator_are_those_of_the_process()
    {
        var report = await _world.StartVmAsync(World.Wish(1, VmPower.Running, spec: World.Spec(profile: MachineProfile.Standard)));

        Assert.Equal((MachineProfile.Standard, Accelerator.Tcg), (report.Profile, report.Accelerator));
    }
}
