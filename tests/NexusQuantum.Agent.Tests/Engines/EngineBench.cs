using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Tests.Engines;

/// <summary>A run directory of the test's own with what one VM needs to start; ends and removes all of it.</summary>
internal sealed class EngineBench : IAsyncDisposable
{
    private readonly List<IVmProcess> _processes = [];

    public EngineBench()
    {
        Root = Directory.CreateTempSubdirectory("nq-engine-test-").FullName;
        Image = TestImage.Find() ?? throw new InvalidOperationException("Ask for the image first.");
    }

    public string Root { get; }

    public TestImage Image { get; }

    public VmId Id { get; } = VmId.New();

    public VmDirectory Home => VmDirectory.Of(Root, Id);

    public async Task<EngineLaunch> MakeLaunchAsync(MachineProfile profile, params NicAttachment[] nics)
    {
        var disk = Path.Combine(Home.Disks, "root.qcow2");
        if (!File.Exists(disk))
        {
            var account = VmAccounts.Prepare(Home.Path).Value!.Uid;
            await RunAsync("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", Image.Root, disk, "256M");
            if (account is { } uid)
            {
                await RunAsync("chown", $"{uid}:{uid}", disk);
            }
        }

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
            KernelWords = nics.Length > 0 ? [$"fc.ip={nics[0].Address}/{nics[0].Prefix}", $"fc.gw={nics[0].Gateway}"] : [],
            Disks = [new EngineDisk(disk, ImageFormat.Qcow2, new EngineBacking(Image.Root, Image.Format))],
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
        NameServer = IPAddress.Parse("10.0.2.3"),
    };

    /// <summary>Remembered, so that it is ended with the test.</summary>
    public IVmProcess Keep(IVmProcess process)
    {
        _processes.Add(process);
        return process;
    }

    public static async Task RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
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
