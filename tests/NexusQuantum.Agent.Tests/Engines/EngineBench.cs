using System.Net;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Agent.Volumes.LocalFile;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>A run directory of the test's own with what one VM needs to start; ends and removes all of it.</summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private readonly List<IVmProcess> _processes = [];

    public EngineBench()
    {
        Assert.SkipWhen(TestImage.Find() is null, TestImage.Missing);
        Image = TestImage.Find()!;

        // Sockets' paths are limited to 107 bytes, and 57 of them come below this.
        var place = Path.GetTempPath().Length < 40 ? Path.GetTempPath() : "/tmp";
        Root = Path.Combine(place, "nqe-" + Guid.NewGuid().ToString("N")[..6]);
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public TestImage Image { get; }

    public VmId Id { get; } = VmId.New();

    public VmDirectory Home => VmDirectory.Of(Root, Id);

    public async Task<EngineLaunch> MakeLaunchAsync(MachineProfile profile, params NicAttachment[] nics)
    {
        var disk = await new LocalFileVolumes().EnsureRootAsync(Home, Image.Root, Image.Format, ByteSize.FromMiB(256), TestContext.Current.CancellationToken);
        Assert.True(disk.Ok, disk.Error?.Message);
        return new EngineLaunch
        {
            Id = Id,
            Name = VmName.Parse("bench", null),
            Directory = Home,
            Vcpus = 1,
            MemoryMiB = 128,
            Profile = profile,
            Kernel = Image.Kernel,
            Initrd = Image.Initrd,
            KernelWords = nics.Length > 0 ? [$"nexus.ip={nics[0].Address}/{nics[0].Prefix}", $"nexus.gw={nics[0].Gateway}"] : [],
            Disks = [disk.Value],
            Nics = [.. nics],
        };
    }

    public static NicAttachment UserNic() => new()
    {
        Network = NetworkId.New(),
        Mode = NetworkMode.User,
        Mac = MacAddress.ForVm([1, 2, 3]),
        Address = IPAddress.Parse("10.0.2.15"),
        Prefix = 24,
        Gateway = IPAddress.Parse("10.0.2.2"),
        NameServers = [IPAddress.Parse("10.0.2.3")],
    };

    /// <summary>Remembered, so that it is ended with the test.</summary>
    public IVmProcess Keep(IVmProcess process)
    {
        _processes.Add(process);
        return process;
    }

    /// <summary>Boots and waits for the shell on the serial console.</summary>
    public async Task<(IVmProcess Vm, SerialLine Line)> BootAsync(IVmEngine engine, EngineLaunch launch)
    {
        var token = TestContext.Current.CancellationToken;
        var result = await engine.LaunchAsync(launch, token);
        Assert.True(result.Ok, result.Error?.Message);
        Keep(result.Value);
        var line = await SerialLine.OpenAsync(result.Value.ConsoleSocket, token);
        await line.WaitLoginAsync(token);
        return (result.Value, line);
    }

    /// <summary>Sockets, pid file, control groups and processes of this VM that are still there.</summary>
    public IReadOnlyList<string> Traces()
    {
        var traces = new List<string>();
        traces.AddRange(Directory.EnumerateFiles(Home.Run, "*.sock"));
        traces.AddRange(Directory.EnumerateFiles(Home.Path, "engine.pid"));
        traces.AddRange(Cgroups.Host.Names().Where(name => name == Id.ToString()));
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => char.IsAsciiDigit(p[6])))
        {
            try
            {
                if (File.ReadAllText(process + "/cmdline").Contains(Id.ToString(), StringComparison.Ordinal))
                {
                    traces.Add(process);
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return traces;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.Exited.IsCompleted)
            {
                await process.KillAsync(CancellationToken.None);
            }

            await process.DisposeAsync();
        }

        Directory.Delete(Root, recursive: true);
    }
}
