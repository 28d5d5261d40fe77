using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>Images a test puts there.</summary>
public sealed class FakeImageApi : IImageApi
{
    public LiveFeed<ImageId, ImageView> Feed { get; } = new();

    /// <summary>Images that were asked to be deleted.</summary>
    public List<ImageId> Deleted { get; } = [];

    /// <summary>Refuses everything with this, when set.</summary>
    public Error? Refusal { get; set; }

    public void Put(ImageView image) => Feed.Put(image.Id, image);

    public Task<Result<ImmutableArray<ImageView>>> ListAsync(Caller caller, CancellationToken cancellationToken)
        => Answer(() => Feed.Snapshot().ToImmutableArray());

    public Task<Result<ImageView>> GetAsync(Caller caller, ImageId id, CancellationToken cancellationToken)
        => Task.FromResult(Feed.Find(id) is { } image ? (Result<ImageView>)image : new Error(ErrorKind.NotFound, "image-not-found", "There is no such image."));

    public Task<Result<OperationView>> UploadAsync(Caller caller, UploadImageRequest request, Stream content, long? length, CancellationToken cancellationToken)
        => Answer(() => Some.Operation("image.import", "Upload image", new("image", Guid.CreateVersion7(), request.Name)));

    public Task<Result<OperationView>> DeleteAsync(Caller caller, ImageId id, CancellationToken cancellationToken)
        => Answer(() =>
        {
            Deleted.Add(id);
            return Some.Operation("image.delete", "Delete image", new("image", id.Value, Feed.Find(id)?.Name ?? string.Empty));
        });

    private Task<Result<T>> Answer<T>(Func<T> value) => Task.FromResult(Refusal is { } refusal ? refusal : (Result<T>)value());

    public Task<bool> AreOnHostAsync(NexusQuantum.Domain.Hosts.HostId host, IReadOnlyCollection<Digest> digests, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<Result<Done>> BringToHostAsync(NexusQuantum.Domain.Hosts.HostId host, IReadOnlyCollection<Digest> digests, Func<string, int, Task> progress, CancellationToken cancellationToken)
        => Task.FromResult<Result<Done>>(Done.Value);
}
