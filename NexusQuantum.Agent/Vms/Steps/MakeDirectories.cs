using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Vms.Steps;

/// <summary>The VM's directories, and the account its engine runs under.</summary>
internal sealed class MakeDirectories : IVmStep
{
    public string Name => "Make directories";

    public Task<Result<StepDone>> RunAsync(VmWork work, CancellationToken cancellationToken)
    {
        var stood = Directory.Exists(work.Directory.Run) && Directory.Exists(work.Directory.Disks);
        return Task.FromResult(VmAccounts.Prepare(work.Directory.Path)
            .Then<StepDone>(account => new StepDone(account.Uid is { } uid ? $"account {uid}" : "the agent's own account", stood)));
    }
}
