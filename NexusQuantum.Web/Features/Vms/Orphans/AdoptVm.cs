using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms.Orphans;

/// <summary>Takes an orphan as a machine of this portal: checks what can be checked now, and queues.</summary>
internal sealed class AdoptVm(OrphanBoard orphans, IDbContextFactory<NexusDb> databases, OperationQueue queue)
{
    public async Task<Result<OperationView>> RunAsync(Caller caller, OrphanKey key, string? name, CancellationToken cancellationToken)
    {
        if (orphans.Find(key) is not { } orphan)
        {
            return VmErrors.OrphanNotFound;
        }

        if (orphan.View.WhyNotAdopt is { } why)
        {
            return VmErrors.NotAdoptable(orphan.View.Called, why);
        }

        var input = new VmInput();
        var wanted = input.Name(string.IsNullOrWhiteSpace(name) ? orphan.View.Name : name.Trim());
        if (input.Error is { } mistakes)
        {
            return mistakes;
        }

        if (!orphan.Host.Reachable)
        {
            return Agents.AgentErrors.Unreachable(orphan.Host.Name, orphan.Host.UnreachableReason?.TrimEnd('.') ?? "it is away");
        }

        // The row's unique index is the last word; here the asker is told before anything is done.
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await db.Set<VmRow>().AnyAsync(vm => vm.Name == wanted.Value, cancellationToken))
        {
            return VmErrors.NameTaken(wanted.Value);
        }

        return await queue.AddAsync(
            databases,
            new NewOperation
            {
                Kind = VmKinds.Adopt,
                Title = "Adopt machine",
                Subject = new OperationSubject(VmKinds.Subject, key.Vm.Value, wanted.Value),
                RequestedBy = caller,
                Project = null,
                Needs = Permission.HostAdminister,
                Arguments = OrphanWork.Write(new OrphanWork { HostId = key.Host, Name = wanted.Value }),
                Cancellable = false,
            },
            cancellationToken);
    }
}

/// <summary>The arguments of an operation on an orphan.</summary>
internal sealed record OrphanWork
{
    public required HostId HostId { get; init; }

    /// <summary>The name it gets, or was shown under.</summary>
    public required string Name { get; init; }

    public static string Write(OrphanWork work) => JsonSerializer.Serialize(work, OrphanWorkJson.Default.OrphanWork);

    public static OrphanWork Read(string arguments) => JsonSerializer.Deserialize(arguments, OrphanWorkJson.Default.OrphanWork) ?? throw new JsonException("An operation on an orphan without arguments.");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OrphanWork))]
internal sealed partial class OrphanWorkJson : JsonSerializerContext;
