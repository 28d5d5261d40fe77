using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images.Parts;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Images.Pages;

/// <summary>All images, live.</summary>
public sealed partial class Images
{
    private static readonly TimeSpan AgePace = TimeSpan.FromSeconds(30);
    private readonly Dictionary<ImageId, ImageView> _all = [];
    private ImmutableArray<ProjectView> _projects = [];
    private ImageView[] _shown = [];
    private Guid? _only;
    private Problem? _problem;

    /// <summary>The image a link points at.</summary>
    [SupplyParameterFromQuery(Name = "image")]
    private string? Marked { get; set; }

    [Inject]
    private IAccessApi Access { get; set; } = null!; // injected before any use

    [Inject]
    private IImageApi Api { get; set; } = null!; // injected before any use

    [Inject]
    private IHostApi HostApi { get; set; } = null!; // injected before any use

    [Inject]
    private IDialogService Dialogs { get; set; } = null!; // injected before any use

    protected override void OnInitialized()
    {
        Follow(Api.Feed, Apply);
        FollowClock(AgePace, () => true);
    }

    protected override async Task OnInitializedAsync() => _projects = (await Access.ProjectsAsync(await CallerAsync(), Gone)).RemoveAll(project => !project.Permissions.Contains(Permission.ImageRead.Name()));

    private static string Kind(ImageView image) => image.Kind switch
    {
        ImageKind.Root => image.HasGuestAgent ? "Root, with guest agent" : "Root",
        ImageKind.Kernel => "Kernel",
        ImageKind.Initrd => "RAM disk",
    };

    private static string Format(ImageFormat format) => format switch
    {
        ImageFormat.Ext4 => "ext4",
        ImageFormat.Qcow2 => "qcow2",
        ImageFormat.Raw => "raw disk",
        ImageFormat.BzImage => "bzImage",
        ImageFormat.Elf => "ELF",
        ImageFormat.Cpio => "cpio",
    };

    private static string Where(ImageView image) => image switch
    {
        { Staged: true } => "waits at the portal",
        { Hosts.Length: 0 } => "on no host",
        _ => "on " + Units.Count(image.Hosts.Length, "host", "hosts"),
    };

    private string? WhyNotDelete(ImageView image) => image switch
    {
        _ when WhyNot(Permission.ImageWrite, image.ProjectId) is { } refused => refused,
        { VmCount: { } count and > 0 } => $"{Units.Count(count, "machine uses", "machines use")} it. Delete {(image.VmCount == 1 ? "it" : "them")} first.",
        _ when _shown.Count(other => other.KernelId == image.Id || other.InitrdId == image.Id) is > 0 and var users => $"{Units.Count(users, "image boots", "images boot")} with it. Delete {(users == 1 ? "that one" : "those")} first.",
        _ => null,
    };

    private string? HostNames(ImageView image)
        => image.Hosts.IsEmpty ? null : string.Join(", ", image.Hosts.Select(id => HostApi.Feed.Find(id)?.Name ?? id.ToString()).Order(StringComparer.Ordinal));

    private void Apply(IReadOnlyDictionary<ImageId, ImageView?> changes)
    {
        foreach (var (id, image) in changes)
        {
            if (image is null)
            {
                _all.Remove(id);
            }
            else
            {
                _all[id] = image;
            }
        }

        _shown = [.. _all.Values.OrderBy(image => image.Kind).ThenBy(image => image.Name, StringComparer.Ordinal)];
    }

    private async Task UploadAsync()
    {
        var parameters = new DialogParameters<UploadImage> { { dialog => dialog.Known, _shown }, { dialog => dialog.Projects, _projects.RemoveAll(project => !project.Permissions.Contains(Permission.ImageWrite.Name())) } };
        await Dialogs.ShowAsync<UploadImage>(null, parameters, new DialogOptions { NoHeader = true, BackdropClick = false, CloseOnEscapeKey = false });
    }

    private async Task DeleteAsync(ImageView image)
    {
        string[] facts = [$"{Units.Bytes(image.Bytes)} are removed {(image.Hosts.IsEmpty ? "here" : "from " + Units.Count(image.Hosts.Length, "host", "hosts"))}; there is no way back.", .. image.Shipped ? (string[])["It came with the product; it comes back only with an installation or an upload."] : []];
        if (await ConfirmDialog.AskAsync(Dialogs, $"Delete {image.Name}?", "Delete image", facts))
        {
            var result = await Api.DeleteAsync(await CallerAsync(), image.Id, Gone);
            _problem = result.Ok ? null : Problem.From(result.Error);
        }
    }
}
