using System.Collections.Immutable;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>Addresses and taps of the VM's NICs.</summary>
internal sealed class JoinNetwork : IVmStep
{
    public string Name => "Join network";

    public async Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var nics = await AttachAllAsync(work, cancellationToken);
        if (!nics.Ok)
        {
            return nics.Error;
        }

        work.Nics = nics.Value;
        await work.TellAsync(new VmMessage.NicsJoined(nics.Value));
        if (nics.Value.IsEmpty)
        {
            return StepDone.Nothing;
        }

        work.OnUndo(() => work.Room.Networks.ReleaseAsync(work.Id, CancellationToken.None));
        return new StepDone(string.Join(", ", nics.Value.Select(Told)));
    }

    private static string Told(NicAttachment nic) => nic.Mode switch
    {
        NetworkMode.Nat => $"{nic.Address}",
        NetworkMode.Bridged => nic.Address?.ToString() ?? "an address of the network's router",
        NetworkMode.User => $"{nic.Address} (user mode)",
    };

    private static async Task<Result<ImmutableArray<NicAttachment>>> AttachAllAsync(VmWork work, CancellationToken cancellationToken)
    {
        var joined = ImmutableArray.CreateBuilder<NicAttachment>();
        foreach (var (index, nic) in work.NeedWish.Spec.Nics.Index())
        {
            var attached = await work.Room.Networks.AttachAsync(work.Id, nic, index, cancellationToken);
            if (!attached.Ok)
            {
                return attached.Error;
            }

            joined.Add(attached.Value);
        }

        return joined.ToImmutable();
    }
}
