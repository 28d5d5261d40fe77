using System.Collections.Immutable;
using System.Globalization;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Starts the engine's process; the guest's vCPUs run when it is done.</summary>
internal sealed class StartEngine : IVmStep
{
    public string Name => "Start engine";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var spec = work.NeedWish.Spec;
        var chosen = EngineChoice.For(spec, work.Record.ProfileInstead, work.Room.Engines);
        if (!chosen.Ok)
        {
            return chosen.Error;
        }

        var (engine, profile) = (chosen.Value.Engine, chosen.Value.Profile);
        if (Images(work) is not { } images || work.RootDisk is not { } disk)
        {
            return new Error(ErrorKind.NotFound, "image-not-on-host", "This host no longer holds the machine's images.") { Fix = "Start the machine again, so that they are sent first." };
        }

        await work.HoldSlotAsync(cancellationToken);
        await work.TellAsync(new VmMessage.Happened(VmEvent.Launch));
        var launched = await engine.LaunchAsync(
            new EngineLaunch
            {
                Id = work.Id,
                Name = spec.Name,
                Directory = work.Directory,
                Vcpus = spec.Vcpus,
                MemoryMiB = spec.MemoryMiB,
                Profile = profile,
                Kernel = images.Kernel,
                Initrd = images.Initrd,
                KernelWords = [.. Words(spec.Boot.KernelArguments), .. Identity(work)],
                Disks = [disk],
                Nics = work.Nics,
            },
            cancellationToken);
        if (!launched.Ok)
        {
            return launched.Error;
        }

        var process = launched.Value;
        work.Process = work.Launched = process;
        work.BootBegan = work.Room.Time.GetUtcNow();
        work.OnUndo(() => process.KillAsync(CancellationToken.None));

        // Never cancelled from here on: a process nobody heard of would be lost.
        await work.TellAsync(new VmMessage.Launched(process));
        await work.FlushAsync(cancellationToken);
        if (!spec.Boot.HasGuestAgent)
        {
            work.Commit();
        }

        return new StepDone($"pid {process.Pid}, {Word(process.Profile)}, {process.Accelerator.ToString().ToUpperInvariant()}");
    }

    private static (string Kernel, string? Initrd)? Images(VmWork work)
    {
        var boot = work.NeedWish.Spec.Boot;
        var kernel = work.Room.Images.Find(boot.Kernel);
        var initrd = boot.Initrd is { } digest ? work.Room.Images.Find(digest) : null;
        return kernel is null || (boot.Initrd is not null && initrd is null) ? null : (kernel.Path, initrd?.Path);
    }

    private static ImmutableArray<string> Words(string? arguments)
        => arguments is null ? [] : [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>
    /// Images with our guest agent take name and address from the command line, so both stand before the first program runs; the
    /// identity on the control line says the same again. Other images would not know the words.
    /// </summary>
    private static ImmutableArray<string> Identity(VmWork work)
    {
        var spec = work.NeedWish.Spec;
        if (!spec.Boot.HasGuestAgent)
        {
            return [];
        }

        var words = ImmutableArray.Create($"nexus.host={spec.Name}");
        if (work.Nics is [{ Address: { } address } nic, ..])
        {
            words = words.Add(string.Create(CultureInfo.InvariantCulture, $"nexus.ip={address}/{nic.Prefix}"));
            words = nic.Gateway is { } gateway ? words.Add($"nexus.gw={gateway}") : words;
            words = nic.NameServers is [var server, ..] ? words.Add($"nexus.dns={server}") : words;
        }

        // Without an address the guest asks its network for one.
        return words;
    }

    private static string Word(MachineProfile profile) => profile switch
    {
        MachineProfile.Microvm => "microvm",
        MachineProfile.Standard => "standard",
    };
}
