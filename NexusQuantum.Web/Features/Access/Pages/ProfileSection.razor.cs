using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>How a person is called, and in which theme and time zone they look at things.</summary>
public sealed partial class ProfileSection
{
    private IReadOnlyDictionary<string, string[]>? _errors;
    private string _name = string.Empty;
    private string _theme = string.Empty;
    private string _zone = string.Empty;
    private string? _said;

    /// <summary>One set by a program may have an older name than those of the list.</summary>
    private IEnumerable<string> Zones => _zone.Length == 0 || Times.Zones.Contains(_zone) ? Times.Zones : Times.Zones.Prepend(_zone);

    [Inject]
    private Profiles Profiles { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync() => Show((await Profiles.ReadAsync(await CallerAsync(), Gone)).Value);

    private async Task SaveAsync()
    {
        var saved = await Profiles.SaveAsync(await CallerAsync(), new ProfileRequest(_name, Some(_theme), Some(_zone)), Gone);
        _errors = saved.Error?.Fields;
        _said = saved.Error?.Message ?? "Saved.";
        Show(saved.Value);
    }

    private void Show(ProfileView? profile)
    {
        if (profile is not null)
        {
            (_name, _theme, _zone) = (profile.DisplayName ?? string.Empty, profile.Theme ?? string.Empty, profile.TimeZone ?? string.Empty);
        }
    }

    private static string? Some(string text) => text.Length == 0 ? null : text;
}
