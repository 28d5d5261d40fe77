using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Asks again for work on images. A failed import goes on with the bytes the portal kept; a cancelled one kept none.</summary>
internal sealed class ImageRetry(ImageBoard board, DeleteImage delete, IDbContextFactory<NexusDb> databases, OperationQueue queue) : IOperationRetry
{
    public bool Takes(string kind) => kind is TakeUpload.Kind or DeleteImage.Kind;

    public async Task<Result<OperationView>> AgainAsync(Caller caller, RetryAsk ask, CancellationToken cancellationToken)
    {
        var id = new ImageId(ask.Subject.Id);
        if (ask.Kind == DeleteImage.Kind)
        {
            return await delete.RunAsync(caller, id, cancellationToken);
        }

        return board.Find(id) is { Deleting: false } row
            ? await queue.AddAsync(databases, new NewOperation { Kind = ask.Kind, Title = ask.Title, Subject = ask.Subject, RequestedBy = caller, Project = row.ProjectId, Needs = Permission.ImageWrite, StepNames = [ImportImageHandler.Step] }, cancellationToken)
            : ImageFaults.NotFound;
    }
}
