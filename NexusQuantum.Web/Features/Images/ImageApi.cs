using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>The room's face.</summary>
internal sealed class ImageApi(ImageBoard board, HostImages held, ImageCarrier carrier, TakeUpload upload, DeleteImage delete, AuditTrail trail, RateGate rates) : IImageApi
{
    public LiveFeed<ImageId, ImageView> Feed => board.Feed;

    public Task<Result<ImmutableArray<ImageView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImmutableArray<ImageView>>>(board.All().Where(row => !row.Deleting).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => board.View(row).For(caller)).OfType<ImageView>().ToImmutableArray());

    public Task<Result<ImageView>> GetAsync(Caller caller, ImageId id, CancellationToken cancellationToken)
        => Task.FromResult<Result<ImageView>>(board.Find(id) is { Deleting: false } row && board.View(row).For(caller) is { } view ? view : ImageFaults.NotFound);

    public Task<Result<OperationView>> UploadAsync(Caller caller, UploadImageRequest request, Stream content, long? length, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct(TakeUpload.Kind, TakeUpload.Subject, null, request.Name) { Project = request.ProjectId }, async () => rates.Spend(RateLimits.Import, caller) is { } wait ? wait : await upload.RunAsync(caller, request, content, length, cancellationToken), cancellationToken);

    public Task<Result<OperationView>> DeleteAsync(Caller caller, ImageId id, CancellationToken cancellationToken)
        => trail.WatchAsync(caller, new AuditAct(DeleteImage.Kind, TakeUpload.Subject, id.ToString()), () => delete.RunAsync(caller, id, cancellationToken), cancellationToken);

    public async Task<bool> AreOnHostAsync(HostId host, IReadOnlyCollection<Digest> digests, CancellationToken cancellationToken)
    {
        await held.RefreshAsync(host, cancellationToken);
        return digests.All(digest => held.Has(host, digest));
    }

    public async Task<Result<Done>> BringToHostAsync(HostId host, IReadOnlyCollection<Digest> digests, Func<string, int, Task> progress, CancellationToken cancellationToken)
    {
        if (!held.Knows(host))
        {
            await held.AskAsync(host, cancellationToken);
        }

        foreach (var digest in digests.Where(digest => !held.Has(host, digest)))
        {
            if (board.Find(digest) is not { } row)
            {
                // Work left by a portal that was killed goes on before the images were first read.
                await board.LoadAsync(cancellationToken);
                row = board.Find(digest);
            }

            if (row is null)
            {
                return ImageFaults.Nowhere("an image that was removed or replaced");
            }

            var brought = await carrier.BringAsync(host, row, percent => progress(row.Name, percent), cancellationToken);
            if (!brought.Ok)
            {
                return brought.Error;
            }
        }

        return Done.Value;
    }
}
