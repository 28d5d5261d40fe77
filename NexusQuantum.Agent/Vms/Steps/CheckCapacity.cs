using System.Collections.Immutable;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Refuses early what this host cannot carry: more memory than it has, images it does not hold, a network it cannot make or an address that network cannot give, a full disk.</summary>
internal sealed class CheckCapacity : IVmStep
{
    /// <summary>Room a machine needs to begin with: its disk grows from there.</summary>
    public static readonly ByteSize LeastFree = ByteSize.FromMiB(64);

    public string Name => "Check capacity";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        // Said already when the plan begins here; a restart comes by on its way from a stop.
        await work.TellAsync(new VmMessage.Happened(VmEvent.Prepare));
        return Check(work);
    }

    private static Result<StepDone> Check(VmWork work)
    {
        var spec = work.NeedWish.Spec;
        var memory = ByteSize.FromMiB(spec.MemoryMiB);
        var host = new ByteSize(work.Room.HostMemoryBytes);
        if (memory > host)
        {
            return new Error(ErrorKind.Unsupported, "host-memory", $"The machine asks for {memory} of memory and this host has {host}.") { Fix = "Give it less memory, or place it on a larger host." };
        }

        if (Missing(work.Room.Images.Find, spec.Boot) is { } missing)
        {
            return missing;
        }

        if (Unusable(work.Room.Networks.Facts, spec.Nics) is { } why)
        {
            return new Error(ErrorKind.Unsupported, "network-unavailable", why);
        }

        if (Refused(work.Room.Networks.Facts, spec.Nics) is { } refused)
        {
            return refused;
        }

        var free = new ByteSize(DiskFull.Free(work.Room.Journal.Root));
        if (free < LeastFree)
        {
            return DiskFull.Tell("The machine", work.Room.Journal.Root, LeastFree.Bytes);
        }

        return new StepDone($"{memory} of {host}, {free} of disk free");
    }

    private static string? Unusable(ImmutableArray<NetworkFacts> networks, ImmutableArray<NicSpec> nics)
        => nics.Select(nic => networks.FirstOrDefault(network => network.Id == nic.Network)?.Unavailable).FirstOrDefault(static why => why is not null);

    private static Error? Refused(ImmutableArray<NetworkFacts> networks, ImmutableArray<NicSpec> nics)
        => nics.Select(nic => nic.Address is { } asked && networks.FirstOrDefault(network => network.Id == nic.Network) is { } network ? AskedAddress.Refusal(network, asked) : null)
            .FirstOrDefault(static refusal => refusal is not null);

    private static Error? Missing(Func<Digest, Images.StoredImage?> find, BootSource boot)
    {
        foreach (var (what, digest) in new (string, Digest?)[] { ("kernel", boot.Kernel), ("initial RAM disk", boot.Initrd), ("root image", boot.Root) })
        {
            if (digest is { } wanted && find(wanted) is null)
            {
                return new Error(ErrorKind.NotFound, "image-not-on-host", $"This host does not hold the {what} {wanted.Hex[..12]}.") { Fix = "Start the machine again, so that the image is sent first." };
            }
        }

        return null;
    }
}
