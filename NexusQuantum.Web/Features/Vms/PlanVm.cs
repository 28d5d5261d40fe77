using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms.Addresses;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What a create would do, and how long past creates on that host took: medians of what was measured, nothing else.</summary>
internal sealed class PlanVm(CreateVm create, VmBoard board, AgentDirectory directory, AddressBook addresses, IDbContextFactory<NexusDb> databases)
{
    private const int MostPast = 50;

    public async Task<Result<VmPlanView>> RunAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken)
    {
        var draft = await create.CheckAsync(caller, request, cancellationToken);
        if (!draft.Ok)
        {
            return draft.Error;
        }

        // Creating leaves this to the table's own rule; a person should hear it before the last step.
        if (board.Feed.Snapshot().Any(vm => vm.ProjectId == draft.Value.Project && string.Equals(vm.Name, draft.Value.Name.Value, StringComparison.Ordinal)))
        {
            return VmErrors.NameTaken(draft.Value.Name.Value);
        }

        if (await OverQuotaAsync(draft.Value, request, cancellationToken) is { } quota)
        {
            return quota;
        }

        var hosts = draft.Value.Hosts;
        var refusal = CreateVm.Refusal(caller, request, hosts);
        var chosen = hosts.FirstOrDefault(host => host.Chosen);
        var past = chosen is null ? [] : await PastAsync(chosen.Id, cancellationToken);
        return new VmPlanView
        {
            Steps = Steps(request, draft.Value, chosen, past),
            Hosts = caller.Rights.May(Permission.HostRead) ? hosts : [.. hosts.Where(host => host.Chosen)],
            Network = chosen is not null && Placement.Joined(directory.Find(chosen.Id)?.Facts, request.NetworkId) is { } network ? VmNetworkRef.Of(network) : null,
            StaticAddress = chosen is not null && draft.Value.Address is { } wish ? addresses.On(chosen.Id, request.NetworkId, wish)?.Value : null,
            Refusal = refusal?.Message,
            Fix = refusal?.Fix,
            ExpectedSeconds = Median(past.Select(row => (row.EndedAt - row.StartedAt)?.TotalSeconds)),
            ExpectedFrom = past.Count,
        };
    }

    private async Task<Error?> OverQuotaAsync(CreateVm.Draft draft, CreateVmRequest request, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await VmQuota.WhyNotAsync(db, create.ToRow(Caller.System, request with { Password = null }, draft, default, null), cancellationToken);
    }

    private async Task<List<OperationRow>> PastAsync(HostId host, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<OperationRow>().AsNoTracking()
            .Where(row => row.Kind == VmKinds.Create && row.Status == OperationStatus.Succeeded)
            .OrderByDescending(row => row.Id).Take(MostPast * 4).ToListAsync(cancellationToken);
        return [.. rows.Where(row => VmWork.Read(row.Arguments).HostId == host).Take(MostPast)];
    }

    private static ImmutableArray<VmPlanStep> Steps(CreateVmRequest request, CreateVm.Draft draft, VmPlacement? chosen, List<OperationRow> past)
    {
        double? Seconds(string name) => Median(past.SelectMany(row => row.Steps).Where(step => step.Name == name).Select(step => (step.EndedAt - step.StartedAt)?.TotalSeconds));
        var steps = new List<VmPlanStep>
        {
            new(VmWork.ImageStep, $"{draft.Image.Name}, {new ByteSize(draft.Image.Bytes)}, when {chosen?.Name ?? "the host"} does not hold it", Seconds(VmWork.ImageStep)),
            new("Clone the root disk", $"{request.RootDiskGiB} GiB, copy on write of {draft.Image.Name}", null),
        };
        if (request.Start)
        {
            steps.Add(new("Start the engine", $"{request.Vcpus} vCPU, {ByteSize.FromMiB(request.MemoryMiB)} of memory", null));
            steps.Add(new("Wait for the guest", draft.Image.HasGuestAgent ? "until its guest agent answers" : "until the engine reports that it runs", null));
        }

        // Where the agent's own step names are known from past runs, they say it better, with their figures.
        if (past.Count > 0)
        {
            var known = past[0].Steps.Where(step => step.Name is not VmWork.ImageStep).Select(step => new VmPlanStep(step.Name, "", Seconds(step.Name)));
            return [steps[0], .. known];
        }

        return [.. steps];
    }

    private static double? Median(IEnumerable<double?> values)
    {
        var sorted = values.OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : Math.Round(sorted[sorted.Length / 2], 2);
    }
}
