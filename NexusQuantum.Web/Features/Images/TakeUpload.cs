using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;
using Npgsql;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Takes an upload in: checks what is said of it, stages and reads it, then writes row and operation in one transaction.</summary>
internal sealed class TakeUpload(ImageStaging staging, ImageBoard board, IDbContextFactory<NexusDb> databases, OperationQueue queue, TimeProvider time)
{
    /// <summary>What brings an upload to its first host.</summary>
    public const string Kind = "image.import";

    /// <summary>The subject of operations on images.</summary>
    public const string Subject = "image";

    public async Task<Result<OperationView>> RunAsync(Caller caller, UploadImageRequest request, Stream content, long? length, CancellationToken cancellationToken)
    {
        var project = caller.ProjectFor(request.ProjectId, Permission.ImageWrite);
        if (!project.Ok)
        {
            return project.Error;
        }

        var checkedRequest = Check(caller, project.Value, request);
        if (!checkedRequest.Ok)
        {
            return checkedRequest.Error;
        }

        var taken = await staging.TakeAsync(content, length, request.Kind, cancellationToken);
        if (!taken.Ok)
        {
            return taken.Error;
        }

        var staged = taken.Value;
        var kept = false;
        try
        {
            if (board.All().FirstOrDefault(row => row.Digest == staged.Digest && (row.ProjectId == project.Value || row.Shipped)) is { } same)
            {
                return ImageFaults.SameBytes(same.Name);
            }

            var written = await WriteAsync(caller, project.Value, checkedRequest.Value, staged, cancellationToken);
            kept = written.Ok;
            return written;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } clash)
        {
            return clash.ConstraintName is ImageRow.Table.NameIndex ? ImageFaults.NameTaken(request.Name) : ImageFaults.SameBytes("another image");
        }
        finally
        {
            if (!kept)
            {
                ImageStaging.Discard(staged);
            }
        }
    }

    /// <summary>Fills in the shipped kernel where none is named.</summary>
    private Result<UploadImageRequest> Check(Caller caller, ProjectId project, UploadImageRequest request)
    {
        if (ImageInput.Check(request) is { } mistakes)
        {
            return mistakes;
        }

        if (board.All().Any(row => (row.ProjectId == project || row.Shipped) && string.Equals(row.Name, request.Name, StringComparison.Ordinal)))
        {
            return ImageFaults.NameTaken(request.Name);
        }

        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.KernelId is { } kernel && !Usable(caller, project, kernel, ImageKind.Kernel))
        {
            fields["kernelId"] = ["There is no such kernel."];
        }

        if (request.InitrdId is { } initrd && !Usable(caller, project, initrd, ImageKind.Initrd))
        {
            fields["initrdId"] = ["There is no such RAM disk."];
        }

        if (fields.Count > 0)
        {
            return ImageFaults.Invalid(fields);
        }

        if (request.Kind != ImageKind.Root || board.ShippedNamed(ShippedImages.Kernel) is not { } shipped)
        {
            return request;
        }

        var withKernel = request.KernelId is null ? request with { KernelId = shipped.Id } : request;
        return withKernel.KernelId == shipped.Id && withKernel.InitrdId is null && board.ShippedNamed(ShippedImages.Initrd) is { } shippedInitrd
            ? withKernel with { InitrdId = shippedInitrd.Id }
            : withKernel;
    }

    private bool Usable(Caller caller, ProjectId project, ImageId id, ImageKind kind)
        => board.Find(id) is { Deleting: false } row && row.Kind == kind && (row.Shipped || row.ProjectId == project || caller.Rights.May(Permission.ImageRead, row.ProjectId));

    private async Task<Result<OperationView>> WriteAsync(Caller caller, ProjectId project, UploadImageRequest request, ImageStaging.Staged staged, CancellationToken cancellationToken)
    {
        var row = new ImageRow
        {
            Id = ImageId.New(),
            ProjectId = project,
            Name = request.Name,
            Kind = request.Kind,
            Format = staged.Facts.Format,
            Digest = staged.Digest,
            Bytes = staged.Bytes,
            VirtualBytes = staged.Facts.VirtualBytes,
            KernelId = request.KernelId,
            InitrdId = request.InitrdId,
            KernelArguments = string.IsNullOrWhiteSpace(request.KernelArguments) ? null : request.KernelArguments,
            HasGuestAgent = request is { Kind: ImageKind.Root, HasGuestAgent: true },
            Description = string.IsNullOrWhiteSpace(request.Description) ? null : request.Description,
            Staged = true,
            AddedBy = caller.Name,
            OwnerId = caller.AccountId,
            CreatedAt = time.GetUtcNow(),
        };
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var queued = await queue.EnqueueAsync(
            db,
            new NewOperation { Kind = Kind, Title = "Import image", Subject = new OperationSubject(Subject, row.Id.Value, row.Name), RequestedBy = caller, Project = project, Needs = Permission.ImageWrite, StepNames = [ImportImageHandler.Step] },
            cancellationToken);
        if (!queued.Ok)
        {
            return queued.Error;
        }

        db.Add(row);
        await db.SaveChangesAsync(cancellationToken);
        // The file gets its lasting name before the row is visible: a row whose bytes are nowhere must never be.
        staging.Keep(staged);
        await transaction.CommitAsync(cancellationToken);
        board.Put(row);
        queue.Wake(queued.Value);
        return queued.Value.ToView();
    }
}
