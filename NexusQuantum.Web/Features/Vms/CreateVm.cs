using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Quantities;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Features.Vms.Addresses;
using NexusQuantum.Web.Operations;
using Npgsql;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Creates a VM: 1. checks everything and tells all mistakes at once; 2. chooses a host; 3. writes wish and operation in one
/// transaction; 4. wakes the runner. <see cref="CheckAsync"/> is steps 1 and 2 alone, for the plan.
/// </summary>
internal sealed class CreateVm(IDbContextFactory<NexusDb> databases, OperationQueue queue, VmBoard board, AgentDirectory directory, AddressBook addresses, IImageApi images, Seal seal, TimeProvider time)
{
    private const int MacTries = 5;

    /// <summary>A checked request.</summary>
    internal sealed record Draft(ProjectId Project, VmName Name, BootSource Boot, ImageView Image, string? Description, string[] Tags, string? UserName, ImmutableArray<string> SshKeys, AddressWish? Address, ImmutableArray<VmPlacement> Hosts);

    public async Task<Result<OperationView>> RunAsync(Caller caller, CreateVmRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var draft = await CheckAsync(caller, request, cancellationToken);
        if (!draft.Ok)
        {
            return draft.Error;
        }

        if (Refusal(caller, request, draft.Value.Hosts) is { } refusal)
        {
            return refusal;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteAsync(caller, request, draft.Value, idempotencyKey, cancellationToken);
            }
            catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } clash)
            {
                if (clash.ConstraintName is VmRow.Table.MacIndex && attempt < MacTries)
                {
                    continue;
                }

                return clash.ConstraintName is VmRow.Table.NameIndex ? VmErrors.NameTaken(draft.Value.Name.Value) : throw new InvalidOperationException("The machine could not be written.", e);
            }
        }
    }

    /// <summary>All mistakes at once; then each host's verdict.</summary>
    public async Task<Result<Draft>> CheckAsync(Caller caller, CreateVmRequest request, CancellationToken cancellationToken)
    {
        var project = caller.ProjectFor(request.ProjectId, Permission.VmCreate);
        if (!project.Ok)
        {
            return project.Error;
        }

        var input = new VmInput();
        var name = input.Name(request.Name);
        input.Vcpus(request.Vcpus);
        input.Memory(request.MemoryMiB);
        input.RootDisk(request.RootDiskGiB);
        input.Password(request.Password);
        var description = input.Description(request.Description);
        var tags = input.Tags(request.Tags);
        var userName = input.UserName(request.UserName);
        var keys = input.SshKeys(request.SshKeys);
        var (image, boot) = await BootAsync(caller, request, input, cancellationToken);
        if (image is { HasGuestAgent: false } && (userName is not null || request.Password is not null || keys.Length > 0))
        {
            input.Add("imageId", $"The image {image.Name} carries no guest agent, so no account, password or key can be given to it.");
        }

        if (request.HostId is { } wanted && (!caller.Rights.May(Permission.HostRead) || directory.Find(wanted) is null))
        {
            input.Add("hostId", "There is no such host.");
        }

        if (request.NetworkId is { } network && !directory.Feed.Snapshot().Any(host => host.Facts?.Networks.Any(found => found.Id == network) == true))
        {
            input.Add("networkId", "No host has such a network.");
        }

        var address = AddressWish.Read(request, input);
        if (address is not null)
        {
            addresses.Check(caller, request, address, input);
        }

        if (input.Error is { } mistakes)
        {
            return mistakes;
        }

        var need = new VmNeed(request.Vcpus, request.MemoryMiB, request.NetworkId, request.Engine, request.Profile) { Address = address };
        if (address is not null)
        {
            need = need with { Taken = addresses.TakenOn(caller, address.Address) };
            if (addresses.WhyTaken(request, address, need.Taken) is { } taken)
            {
                return taken;
            }
        }

        var hosts = Placement.Judge(directory.Feed.Snapshot(), Promises.Of(board.Feed.Snapshot()), need, request.HostId);
        return new Draft(project.Value, name, boot!, image!, description, tags, userName, keys, address, hosts); // both are set when the input has no mistakes
    }

    /// <summary>Why no host takes it; null when one does.</summary>
    public static Error? Refusal(Caller caller, CreateVmRequest request, ImmutableArray<VmPlacement> hosts)
    {
        if (hosts.Length == 0)
        {
            return VmErrors.NoHost;
        }

        if (hosts[0].Chosen)
        {
            return null;
        }

        // What the hosts lack is for those who may see hosts.
        if (!caller.Rights.May(Permission.HostRead))
        {
            return VmErrors.NothingFits("No host has room for it now.");
        }

        return request.HostId is { } id && hosts.FirstOrDefault(host => host.Id == id) is { } asked
            ? VmErrors.HostDoesNotFit(asked.Name, asked.Verdict)
            : VmErrors.NothingFits(string.Join(" ", hosts.Take(3).Select(host => $"{host.Name}: {host.Verdict}")));
    }

    private async Task<(ImageView? Image, BootSource? Boot)> BootAsync(Caller caller, CreateVmRequest request, VmInput input, CancellationToken cancellationToken)
    {
        if (request.ImageId is not { } id)
        {
            input.Add("imageId", "Choose an image to create the machine from.");
            return default;
        }

        var found = await images.GetAsync(caller, id, cancellationToken);
        if (!found.Ok || found.Value.Kind != ImageKind.Root)
        {
            input.Add("imageId", found.Ok ? $"{found.Value.Name} is a {found.Value.Kind}, not a root disk." : "There is no such image.");
            return default;
        }

        var image = found.Value;
        if (ByteSize.FromGiB(Math.Max(0, request.RootDiskGiB)) < new ByteSize(image.VirtualBytes))
        {
            input.Add("rootDiskGiB", $"The image {image.Name} holds a disk of {new ByteSize(image.VirtualBytes)}; the root disk must be at least as large.");
        }

        var kernel = image.KernelId is { } kernelId ? await images.GetAsync(caller, kernelId, cancellationToken) : null;
        var initrd = image.InitrdId is { } initrdId ? await images.GetAsync(caller, initrdId, cancellationToken) : null;
        if (kernel is not { Ok: true })
        {
            input.Add("imageId", $"The image {image.Name} has no kernel to boot with.");
            return (image, null);
        }

        return (image, new BootSource
        {
            Kernel = kernel.Value.Digest,
            Initrd = initrd is { Ok: true } ? initrd.Value.Digest : null,
            Root = image.Digest,
            RootFormat = image.Format,
            KernelArguments = image.KernelArguments,
            HasGuestAgent = image.HasGuestAgent,
        });
    }

    private async Task<Result<OperationView>> WriteAsync(Caller caller, CreateVmRequest request, Draft draft, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var host = draft.Hosts[0];
        var address = draft.Address is { } wish ? addresses.On(host.Id, request.NetworkId, wish) : null;
        if (address is { Ok: false, Error: var mistake })
        {
            return mistake; // its network changed since the host was chosen
        }

        var row = ToRow(caller, request, draft, host.Id, address?.Value);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await VmQuota.WhyNotAsync(db, row, cancellationToken) is { } quota)
        {
            return quota;
        }

        if (await OverfullAsync(db, row, cancellationToken) is { } full)
        {
            return VmErrors.HostDoesNotFit(host.Name, full);
        }

        if (row.Spec.Nics is [{ Address: { } asked } nic, ..] && await addresses.LockAndLookAsync(db, caller, nic.Network, asked.Address, cancellationToken) is { } taken)
        {
            return taken;
        }

        var queued = await queue.EnqueueAsync(
            db,
            new NewOperation
            {
                Kind = VmKinds.Create,
                Title = "Create machine",
                Subject = VmKinds.SubjectOf(row),
                RequestedBy = caller,
                Project = row.ProjectId,
                Needs = Permission.VmCreate,
                Arguments = VmWork.Write(new VmWork { Generation = row.Generation, Before = VmPower.Stopped, HostId = row.HostId }),
                StepNames = [VmWork.ImageStep],
                IdempotencyKey = idempotencyKey,
                After = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["image"] = row.ImageName,
                    ["host"] = host.Name,
                    ["vcpus"] = row.Vcpus.ToString(CultureInfo.InvariantCulture),
                    ["memoryMiB"] = row.MemoryMiB.ToString(CultureInfo.InvariantCulture),
                    ["rootDiskGiB"] = row.RootDiskGiB.ToString(CultureInfo.InvariantCulture),
                    ["address"] = address?.Value is { } told ? NetworkWords.Address(told) : row.Mac is null ? null : "given by the network",
                },
            },
            cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        db.Add(row);
        db.Add(new VmEventRow { VmId = row.Id, At = row.CreatedAt, Kind = "created", Text = $"Created from {row.ImageName} on {host.Name}.", By = caller.Name });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        board.SetOperation(row.Id, queued.Value.Id);
        board.Put(row);
        queue.Wake(queued.Value);
        return queued.Value.ToView();
    }

    /// <summary>
    /// Two creates at once both saw the same free memory: under the host's lock the rows are summed again, so the second is told.
    /// </summary>
    private async Task<string?> OverfullAsync(NexusDb db, VmRow row, CancellationToken cancellationToken)
    {
        if (row.Target == VmPower.Stopped || directory.Find(row.HostId) is not { } host)
        {
            return null;
        }

        var promised = await Promises.LockAndSumAsync(db, row.HostId, row.Id, cancellationToken);
        return Placement.WhyNot(host, promised, new VmNeed(row.Vcpus, row.MemoryMiB, null, null, null));
    }

    /// <summary>The row of a checked request.</summary>
    public VmRow ToRow(Caller caller, CreateVmRequest request, Draft draft, HostId hostId, StaticAddress? address)
    {
        var id = VmId.New();
        var network = request.NetworkId ?? Placement.Joined(directory.Find(hostId)?.Facts, null)?.Id;
        MacAddress? mac = network is null ? null : MacAddress.ForVm(RandomNumberGenerator.GetBytes(3));
        return new VmRow
        {
            Id = id,
            ProjectId = draft.Project,
            Name = draft.Name.Value,
            HostId = hostId,
            ImageId = draft.Image.Id,
            ImageName = draft.Image.Name,
            Spec = new VmSpec
            {
                Name = draft.Name,
                Vcpus = request.Vcpus,
                MemoryMiB = request.MemoryMiB,
                Boot = draft.Boot,
                RootDiskGiB = request.RootDiskGiB,
                Nics = network is { } joined ? [new NicSpec { Network = joined, Mac = mac!.Value, Address = address }] : [], // made together with the network
                Engine = request.Engine,
                Profile = request.Profile,
                UserName = draft.UserName,
                SshKeys = draft.SshKeys,
            },
            Vcpus = request.Vcpus,
            MemoryMiB = request.MemoryMiB,
            RootDiskGiB = request.RootDiskGiB,
            Mac = mac?.ToString(),
            Generation = 1,
            Target = request.Start ? VmPower.Running : VmPower.Stopped,
            Description = draft.Description,
            Tags = draft.Tags,
            SealedPassword = request.Password is { } password ? seal.Protect(Encoding.UTF8.GetBytes(password), VmWishes.PasswordPurpose(id)) : null,
            CreatedBy = caller.Name,
            OwnerId = caller.AccountId,
            CreatedAt = time.GetUtcNow(),
        };
    }
}
