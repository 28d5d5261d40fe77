using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms.Orphans;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Asks again for work on VMs, each kind by the use case it came from.</summary>
internal sealed class VmRetry(RetryCreate create, DoVm act, DeleteVm delete, AdoptVm adopt, RemoveOrphan removeOrphan) : IOperationRetry
{
    public bool Takes(string kind) => kind.StartsWith(VmKinds.Subject + ".", StringComparison.Ordinal);

    public Task<Result<OperationView>> AgainAsync(Caller caller, RetryAsk ask, CancellationToken cancellationToken)
    {
        var id = new VmId(ask.Subject.Id);
        switch (ask.Kind)
        {
            case VmKinds.Create:
                return create.RunAsync(caller, id, cancellationToken);
            case VmKinds.Delete:
                return delete.RunAsync(caller, id, VmWork.Read(ask.Arguments).WaitForHost ? WhenAway.Wait : WhenAway.Refuse, null, cancellationToken);
            case VmKinds.Forget:
                return delete.RunAsync(caller, id, WhenAway.Forget, null, cancellationToken);
            case VmKinds.Adopt:
                var wanted = OrphanWork.Read(ask.Arguments);
                return adopt.RunAsync(caller, new OrphanKey(wanted.HostId, id), wanted.Name, cancellationToken);
            case VmKinds.RemoveOrphan:
                return removeOrphan.RunAsync(caller, new OrphanKey(OrphanWork.Read(ask.Arguments).HostId, id), cancellationToken);
            default:
                var verb = Enum.GetValues<VmVerb>().Single(verb => VmKinds.Of(verb) == ask.Kind);
                return act.RunAsync(caller, id, verb, null, null, cancellationToken);
        }
    }
}
