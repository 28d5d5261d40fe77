using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Images;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>What it starts from and what it is called.</summary>
public sealed partial class SourceStep
{
    private const long GiB = 1024L * 1024 * 1024;

    [Parameter]
    [EditorRequired]
    public ImmutableArray<ImageView> Images { get; set; } = [];

    /// <summary>Those in which the caller may create machines.</summary>
    [Parameter]
    public ImmutableArray<ProjectView> Projects { get; set; } = [];

    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    /// <summary>Names that exist.</summary>
    [Parameter]
    public IEnumerable<string> Taken { get; set; } = [];

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    private Guid Project
    {
        get => Draft.Project?.Value ?? Guid.Empty;
        set => Draft.Project = new ProjectId(value);
    }

    /// <summary>Takes an image into the draft: its disk is the least size, its name the proposal.</summary>
    internal static void Choose(CreateDraft draft, ImageView image, IEnumerable<string> taken)
    {
        draft.Image = image.Id;
        draft.RootDiskGiB = Math.Max(draft.RootDiskGiB, (int)Math.Max(1, (image.VirtualBytes + GiB - 1) / GiB));
        if (!draft.NameIsGiven)
        {
            draft.Name = CreateNames.Propose(image.Name, taken);
        }
    }

    private void Rename(ChangeEventArgs change) => (Draft.Name, Draft.NameIsGiven) = (change.Value as string ?? string.Empty, true);

    private static string Says(ImageView image) => string.Join(" · ", new[]
    {
        image.Description,
        image.HasGuestAgent ? "with guest agent: metrics and shell" : "no guest agent: console only",
        image.Hosts.Length switch { 0 => "on no host yet, sent when needed", 1 => "on 1 host", var many => $"on {many} hosts" },
    }.Where(part => !string.IsNullOrEmpty(part)));
}
