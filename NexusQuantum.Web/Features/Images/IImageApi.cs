using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Everything that can be done with images.</summary>
public interface IImageApi
{
    /// <summary>All images, live.</summary>
    LiveFeed<ImageId, ImageView> Feed { get; }

    Task<Result<ImmutableArray<ImageView>>> ListAsync(Caller caller, CancellationToken cancellationToken);

    Task<Result<ImageView>> GetAsync(Caller caller, ImageId id, CancellationToken cancellationToken);

    /// <summary>
    /// Takes an upload: staged to disk and hashed while it streams, its header read by us; then an operation brings it to a host.
    /// <paramref name="length"/> is the announced length, for progress; null when not known.
    /// </summary>
    Task<Result<OperationView>> UploadAsync(Caller caller, UploadImageRequest request, Stream content, long? length, CancellationToken cancellationToken);

    Task<Result<OperationView>> DeleteAsync(Caller caller, ImageId id, CancellationToken cancellationToken);

    /// <summary>Whether a host holds all of these: it is asked, for a file may have vanished beside its agent. A host that does not answer is taken at its last word.</summary>
    Task<bool> AreOnHostAsync(HostId host, IReadOnlyCollection<Digest> digests, CancellationToken cancellationToken);

    /// <summary>
    /// Brings to a host what it lacks of these, from the portal's own files or relayed from another host; tells name and percent.
    /// Repeating it sends nothing twice.
    /// </summary>
    Task<Result<Done>> BringToHostAsync(HostId host, IReadOnlyCollection<Digest> digests, Func<string, int, Task> progress, CancellationToken cancellationToken);
}

/// <summary>What is said of an upload beside its bytes.</summary>
/// <param name="Name">Its name, unique: 1 to 100 characters.</param>
/// <param name="Kind">What it is meant to be; must be what the header says.</param>
/// <param name="KernelId">For a root: its kernel; null takes the shipped one.</param>
/// <param name="InitrdId">For a root: its RAM disk; null takes the shipped one when the kernel is the shipped one.</param>
/// <param name="KernelArguments">Words to append to the kernel's command line.</param>
/// <param name="Description">Free text.</param>
/// <param name="ProjectId">Null takes the default project, or the only one in which the caller may upload.</param>
/// <param name="HasGuestAgent">For a root: whether the guest agent is in it and starts with it; machines are then waited for until it answers, and have shells, commands and figures.</param>
public sealed record UploadImageRequest(string Name, ImageKind Kind, ImageId? KernelId = null, ImageId? InitrdId = null, string? KernelArguments = null, string? Description = null, ProjectId? ProjectId = null, bool HasGuestAgent = false);
