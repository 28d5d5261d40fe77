using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Features.Images;

/// <summary>An image as the API answers it and pages show it.</summary>
public sealed record ImageView
{
    public required ImageId Id { get; init; }

    public required string Name { get; init; }

    public required ImageKind Kind { get; init; }

    public required ImageFormat Format { get; init; }

    public required Digest Digest { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Size of the disk it holds.</summary>
    public required long VirtualBytes { get; init; }

    /// <summary>For a root: the kernel and RAM disk it boots with.</summary>
    public ImageId? KernelId { get; init; }

    public ImageId? InitrdId { get; init; }

    public string? KernelArguments { get; init; }

    public bool HasGuestAgent { get; init; }

    /// <summary>True for images that came with the product.</summary>
    public bool Shipped { get; init; }

    public string? Description { get; init; }

    /// <summary>Hosts that hold it.</summary>
    public required ImmutableArray<HostId> Hosts { get; init; }

    /// <summary>True while the portal still holds the uploaded file because no host took it yet.</summary>
    public bool Staged { get; init; }

    public required int VmCount { get; init; }

    public required string AddedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
