using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Has an agent remove a VM, and asks until it says that the last part is gone. Asking twice changes nothing.</summary>
internal sealed class AgentRemoval(AgentClients clients, AgentDirectory directory, TimeProvider time)
{
    private const string Step = "Remove from the host";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    // Longer than an agent's restart; an operator is told after it, and not after the patience for a slow removal.
    private static readonly TimeSpan AwayPatience = TimeSpan.FromSeconds(20);

    public async Task<Result<Done>> RunAsync(OperationContext context, HostId host, VmId id, string name, VmSignal signal, CancellationToken cancellationToken)
    {
        await context.StepAsync(Step, StepStatus.Running, directory.Find(host)?.Name, cancellationToken);
        var (began, heard) = (time.GetUtcNow(), time.GetUtcNow());
        while (true)
        {
            var left = await AskAsync(host, id, cancellationToken);
            if (left is { Ok: true, Value.Report: null })
            {
                await context.StepAsync(Step, StepStatus.Done, null, cancellationToken);
                return Done.Value;
            }

            var now = time.GetUtcNow();
            heard = left.Ok ? now : heard;
            if (left is { Error.Kind: not ErrorKind.Unavailable } || now - began > Patience || now - heard > AwayPatience)
            {
                var error = left.Error ?? VmErrors.TookTooLong(name, "being deleted");
                await context.StepAsync(Step, StepStatus.Failed, error.Message, cancellationToken);
                return error;
            }

            using var again = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            again.CancelAfter(AskAgainAfter);
            await signal.WaitAsync(again.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<Result<EnsureAnswer>> AskAsync(HostId host, VmId id, CancellationToken cancellationToken)
    {
        var client = await clients.ForAsync(host, cancellationToken);
        if (!client.Ok)
        {
            // The host itself was removed from the portal: nothing of it is ours any more.
            return client.Error.Kind == ErrorKind.NotFound ? new EnsureAnswer(null, Refused: false) : client.Error;
        }

        return await client.Value.DeleteVmAsync(id, cancellationToken);
    }
}
