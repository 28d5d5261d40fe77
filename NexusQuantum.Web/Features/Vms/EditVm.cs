using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Edits a VM. What changes its shape raises the generation and is told to the agent, which applies it at the next start; name, tags
/// and description are the portal's own, but the name is also the guest's host name.
/// </summary>
internal sealed class EditVm(IDbContextFactory<NexusDb> databases, VmBoard board, AgentDirectory directory, VmReports reports, AuditTrail trail, TimeProvider time)
{
    public async Task<Result<VmView>> RunAsync(Caller caller, VmId id, EditVmRequest request, CancellationToken cancellationToken)
    {
        var input = new VmInput();
        VmName? name = request.Name is null ? null : input.Name(request.Name);
        var description = input.Description(request.Description);
        var tags = request.Tags is { } given ? input.Tags(given) : null;
        if (request.Vcpus is { } vcpus)
        {
            input.Vcpus(vcpus);
        }

        if (request.MemoryMiB is { } memory)
        {
            input.Memory(memory);
        }

        if (input.Error is { } mistakes)
        {
            return mistakes;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            return VmErrors.NotFound;
        }

        if (request.Generation is { } saw && saw != row.Generation)
        {
            return VmErrors.Edited(saw, row.Generation);
        }

        var (oldVcpus, oldMemory) = (row.Vcpus, row.MemoryMiB);
        var before = Told(row);
        var changes = Apply(row, request, name, description, tags);
        if (changes.Count == 0)
        {
            return board.View(row);
        }

        if ((row.Vcpus > oldVcpus || row.MemoryMiB > oldMemory) && await VmQuota.WhyNotAsync(db, row, cancellationToken) is { } quota)
        {
            return quota;
        }

        if ((row.Vcpus > oldVcpus || row.MemoryMiB > oldMemory) && await DoesNotFitAsync(db, row, cancellationToken) is { } full)
        {
            return full;
        }

        var after = Told(row);
        var changed = after.Keys.Where(key => before[key] != after[key]).ToHashSet(StringComparer.Ordinal);
        trail.Add(db, caller, new AuditAct(VmKinds.Edit, VmKinds.Subject, id.ToString(), row.Name)
        {
            Project = row.ProjectId,
            Before = before.Where(pair => changed.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal),
            After = after.Where(pair => changed.Contains(pair.Key)).ToDictionary(StringComparer.Ordinal),
        });
        db.Add(new VmEventRow { VmId = id, At = time.GetUtcNow(), Kind = "edited", Text = $"Changed {string.Join(", ", changes)}.", By = caller.Name });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: VmRow.Table.NameIndex })
        {
            return VmErrors.NameTaken(row.Name);
        }

        await transaction.CommitAsync(cancellationToken);
        board.Put(row);
        if (board.Operation(id) is null)
        {
            reports.Tell(id);
        }

        return board.View(row);
    }

    /// <summary>What an edit can change, for the audit.</summary>
    private static Dictionary<string, string?> Told(VmRow row) => new(StringComparer.Ordinal)
    {
        ["name"] = row.Name,
        ["description"] = row.Description,
        ["tags"] = string.Join(' ', row.Tags),
        ["vcpus"] = row.Vcpus.ToString(CultureInfo.InvariantCulture),
        ["memoryMiB"] = row.MemoryMiB.ToString(CultureInfo.InvariantCulture),
    };

    private static List<string> Apply(VmRow row, EditVmRequest request, VmName? name, string? description, string[]? tags)
    {
        var changes = new List<string>();
        var spec = row.Spec;
        if (name is { } newName && !string.Equals(newName.Value, row.Name, StringComparison.Ordinal))
        {
            changes.Add($"name from {row.Name} to {newName}");
            row.Name = newName.Value;
            spec = spec with { Name = newName };
        }

        if (request.Description is not null && !string.Equals(description, row.Description, StringComparison.Ordinal))
        {
            changes.Add("description");
            row.Description = description;
        }

        if (tags is not null && !tags.SequenceEqual(row.Tags, StringComparer.Ordinal))
        {
            changes.Add("tags");
            row.Tags = tags;
        }

        if (request.Vcpus is { } vcpus && vcpus != row.Vcpus)
        {
            changes.Add($"vCPUs from {row.Vcpus} to {vcpus}");
            row.Vcpus = vcpus;
            spec = spec with { Vcpus = vcpus };
        }

        if (request.MemoryMiB is { } memory && memory != row.MemoryMiB)
        {
            changes.Add($"memory from {row.MemoryMiB} to {memory} MiB");
            row.MemoryMiB = memory;
            spec = spec with { MemoryMiB = memory };
        }

        if (!ReferenceEquals(spec, row.Spec))
        {
            row.Spec = spec;
            row.Generation++;
        }

        return changes;
    }

    private async Task<Error?> DoesNotFitAsync(NexusDb db, VmRow row, CancellationToken cancellationToken)
    {
        // A host that does not answer now is measured by what it last said.
        if (directory.Find(row.HostId) is not { Facts: not null } host)
        {
            return null;
        }

        var promised = row.Target == VmPower.Stopped ? 0 : await Promises.LockAndSumAsync(db, row.HostId, row.Id, cancellationToken);
        return Placement.WhyNot(host with { Reachable = true }, promised, new VmNeed(row.Vcpus, row.MemoryMiB, null, null, null)) is { } why
            ? VmErrors.HostDoesNotFit(host.Name, why)
            : null;
    }
}
