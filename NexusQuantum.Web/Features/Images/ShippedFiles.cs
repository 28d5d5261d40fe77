using System.Collections.Concurrent;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Where the files of shipped images lie on this portal, by content.</summary>
internal sealed class ShippedFiles
{
    private readonly ConcurrentDictionary<Digest, string> _paths = new();
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once the files were read after the portal's start: work left by a killed portal may need them earlier.</summary>
    public Task WhenReadAsync(CancellationToken cancellationToken) => _read.Task.WaitAsync(cancellationToken);

    public void Read() => _read.TrySetResult();

    public string? Find(Digest digest) => _paths.TryGetValue(digest, out var path) && File.Exists(path) ? path : null;

    public void Add(Digest digest, string path) => _paths[digest] = path;

    public IReadOnlyCollection<Digest> All => [.. _paths.Keys];
}
