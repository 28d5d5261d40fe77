using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Images;

/// <summary>An image as the API answers it and pages show it.</summary>
public sealed record ImageView : ISeen<ImageView>
{
    public required ImageId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The project it belongs to; shipped images are for all.</summary>
    public required ProjectId ProjectId { get; init; }

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

    /// <summary>Machines made from it; null when it is for all projects and the caller sees only some.</summary>
    public required int? VmCount { get; init; }

    public required string AddedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    public ImageView? For(Caller caller)
        => !(Shipped ? caller.Rights.MaySomewhere(Permission.ImageRead) : caller.Rights.May(Permission.ImageRead, ProjectId)) ? null
            : Shipped && !caller.Rights.May(Permission.VmRead) ? this with { VmCount = null }
            : this;
}
