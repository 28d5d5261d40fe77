using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>What every engine must do with a real guest, once per machine profile.</summary>
public abstract class EngineSuite
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal abstract MachineProfile Profile { get; }

    internal abstract IVmEngine MakeEngine();

    [Fact]
    public async Task It_runs_pauses_resets_and_is_killed_without_a_trace()
    {
        await using var bench = new EngineBench();
        var (vm, line) = await bench.BootAsync(MakeEngine(), await bench.MakeLaunchAsync(Profile, EngineBench.UserNic()));
        await using var console = line;
        Assert.Equal("42", await line.RunAsync("echo $((6*7))", Token));
        Assert.Equal(EngineStatus.Running, (await vm.StatusAsync(Token)).Value);

        Assert.True((await vm.PauseAsync(Token)).Ok);
        Assert.Equal(EngineStatus.Paused, (await vm.StatusAsync(Token)).Value);
        Assert.True((await vm.ResumeAsync(Token)).Ok);
        Assert.Equal(EngineStatus.Running, (await vm.StatusAsync(Token)).Value);
        Assert.True((await vm.DiskCountersAsync(Token)).Value!.ReadBytes > 100_000);

        Assert.True((await vm.ResetAsync(Token)).Ok);
        await line.WaitLoginAsync(Token);
        await HasEventAsync(vm, EngineEvent.Reset);

        var exit = await vm.KillAsync(Token);
        Assert.Equal(EngineExitReason.Asked, exit.Reason);
        Assert.Empty(bench.Traces());
        Assert.False((await vm.StatusAsync(Token)).Ok);
    }

    [Fact]
    public async Task It_runs_with_no_more_rights_than_a_guest_needs()
    {
        Assert.SkipUnless(HostReadings.IsRoot, "Accounts for VMs need an agent that runs as root.");
        await using var bench = new EngineBench();
        var result = await MakeEngine().LaunchAsync(await bench.MakeLaunchAsync(Profile, EngineBench.UserNic()), Token);
        Assert.True(result.Ok, result.Error?.Message);
        var vm = bench.Keep(result.Value);

        var status = File.ReadAllLines($"/proc/{vm.Pid}/status").Select(l => l.Split(':', 2)).ToDictionary(l => l[0], l => l[1].Trim());
        var uid = uint.Parse(status["Uid"].Split('\t')[0], CultureInfo.InvariantCulture);
        Assert.True(VmAccounts.IsVmAccount(uid));
        Assert.All(status["Uid"].Split('\t').Concat(status["Gid"].Split('\t')), id => Assert.Equal(uid.ToString(CultureInfo.InvariantCulture), id));
        Assert.Equal(string.Empty, status["Groups"]);
        Assert.All(new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" }, set => Assert.Equal("0000000000000000", status[set]));
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("2", status["Seccomp"]);
        if (Cgroups.Host.Accounting != "/proc")
        {
            Assert.Contains($"nexus/vms/{bench.Id}", File.ReadAllText($"/proc/{vm.Pid}/cgroup"));
            Assert.NotNull(Cgroups.Host.FilesOf(bench.Id.ToString(), vm.Pid));
            Assert.Null(Cgroups.Host.FilesOf(bench.Id.ToString(), Environment.ProcessId));
        }

        // Its directory is closed to it but for its disks.
        Assert.Equal(0u, VmAccounts.OwnerOf(bench.Home.Path));
        Assert.Equal(0u, VmAccounts.OwnerOf(bench.Home.Run));
        Assert.Equal(uid, VmAccounts.OwnerOf(bench.Home.Disks));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(bench.Home.Run));
        Assert.All(Directory.EnumerateFiles(bench.Home.Path), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task A_guest_that_is_asked_powers_itself_off()
    {
        await using var bench = new EngineBench();
        var (vm, line) = await bench.BootAsync(MakeEngine(), await bench.MakeLaunchAsync(Profile));
        await using var console = line;

        // The listener for the button comes up beside the shell; a press nobody hears is lost, as on a real machine.
        Assert.Contains("ok", await line.RunAsync("for i in 1 2 3 4 5 6 7 8 9; do ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q /dev/input/event && break; sleep 1; done; echo ok", Token));
        Assert.True((await vm.PressPowerButtonAsync(Token)).Ok);
        var exit = await vm.Exited.WaitAsync(TimeSpan.FromSeconds(40), Token);
        Assert.Equal(EngineExitReason.GuestPoweredOff, exit.Reason);
        Assert.Empty(bench.Traces());
    }

    [Fact]
    public async Task A_guest_that_reboots_comes_back()
    {
        await using var bench = new EngineBench();
        var (vm, line) = await bench.BootAsync(MakeEngine(), await bench.MakeLaunchAsync(Profile));
        await using var console = line;
        await line.TypeAsync("reboot -f", Token);
        await line.WaitLoginAsync(Token);
        Assert.False(vm.Exited.IsCompleted);
        Assert.Equal("42", await line.RunAsync("echo $((6*7))", Token));
    }

    [Fact]
    public async Task A_later_agent_takes_it_over_and_learns_why_it_ended()
    {
        await using var bench = new EngineBench();
        var (vm, line) = await bench.BootAsync(MakeEngine(), await bench.MakeLaunchAsync(Profile, EngineBench.UserNic()));
        await line.DisposeAsync();
        var before = (vm.Pid, vm.Profile, vm.Vcpus, vm.MemoryMiB, vm.StartedAt, vm.GuestPort, vm.EngineVersion);
        await vm.DisposeAsync();

        var later = MakeEngine();
        await using (var adopted = await later.AdoptAsync(bench.Id, bench.Home, Token))
        {
            Assert.NotNull(adopted);
            Assert.Equal(before, (adopted.Pid, adopted.Profile, adopted.Vcpus, adopted.MemoryMiB, adopted.StartedAt, adopted.GuestPort, adopted.EngineVersion));
            Assert.Equal(EngineStatus.Running, (await adopted.StatusAsync(Token)).Value);
            await using var again = await SerialLine.OpenAsync(adopted.ConsoleSocket, Token);
            Assert.Equal("42", await again.RunAsync("echo $((6*7))", Token));
        }

        // Nobody is there when the guest goes.
        var pid = PidRecord.Of(before.Pid)!;
        await using (var last = await SerialLine.OpenAsync(Path.Combine(bench.Home.Run, "serial.sock"), Token))
        {
            await last.TypeAsync("poweroff -f", Token);
            await last.WaitEndAsync(Token);
            await Eventually(() => !pid.Lives);
        }

        Assert.Null(await later.AdoptAsync(bench.Id, bench.Home, Token));
        Assert.Equal(EngineExitReason.GuestPoweredOff, later.ReadLastExit(bench.Home).Reason);
        Assert.Empty(bench.Traces());
    }

    [Fact]
    public async Task A_killed_engine_is_a_crash_and_can_be_started_again_at_once()
    {
        await using var bench = new EngineBench();
        var engine = MakeEngine();
        var launch = await bench.MakeLaunchAsync(Profile);
        var first = bench.Keep((await engine.LaunchAsync(launch, Token)).Value!);
        // Not by a second handle: its watcher could take the child's status before the engine's does.
        Assert.Equal(0, Libc.Kill(first.Pid, Libc.SIGKILL));
        var exit = await first.Exited.WaitAsync(TimeSpan.FromSeconds(10), Token);
        Assert.Equal(EngineExitReason.Crashed, exit.Reason);
        Assert.Contains("signal 9", exit.Evidence);
        Assert.Empty(bench.Traces());

        var (second, line) = await bench.BootAsync(engine, launch);
        await line.DisposeAsync();
        Assert.NotEqual(first.Pid, second.Pid);
    }

    [Fact]
    public async Task A_start_that_fails_says_why_and_leaves_nothing()
    {
        await using var bench = new EngineBench();
        var launch = await bench.MakeLaunchAsync(Profile);
        var broken = Path.Combine(bench.Root, "kernel");
        await File.WriteAllTextAsync(broken, "this is no kernel", Token);
        var result = await MakeEngine().LaunchAsync(launch with { Kernel = broken }, Token);

        Assert.False(result.Ok);
        Assert.Equal("engine-start-failed", result.Error.Type);
        Assert.Contains("kernel", result.Error.Message);
        Assert.DoesNotContain(bench.Home.Path, result.Error.Message);
        Assert.Empty(bench.Traces());
    }

    [Fact]
    public async Task User_mode_keeps_the_host_out_of_reach_and_forwards_the_agents_port()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var port = ((IPEndPoint)server.LocalEndpoint).Port;
        await using var bench = new EngineBench();
        var (vm, line) = await bench.BootAsync(MakeEngine(), await bench.MakeLaunchAsync(Profile, EngineBench.UserNic()));
        await using var console = line;

        Assert.Contains("closed", await line.RunAsync($"nc -w 3 10.0.2.2 {port} </dev/null && echo open || echo closed", Token));
        Assert.Contains("open", await line.RunAsync("(echo hi | nc -l -p 9000 >/dev/null & sleep 1; nc -w 1 10.0.2.15 9000 </dev/null; true) ; echo open", Token));
        Assert.False(server.Pending());
        Assert.NotNull(vm.GuestPort);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, vm.GuestPort.Value, Token);
    }

    private static async Task HasEventAsync(IVmProcess vm, EngineEvent wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        while (await vm.Events.ReadAsync(limit.Token) != wanted)
        {
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 400 && !condition(); i++)
        {
            await Task.Delay(50, Token);
        }

        Assert.True(condition());
    }
}
