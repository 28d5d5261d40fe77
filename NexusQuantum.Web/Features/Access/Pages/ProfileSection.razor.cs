using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.OwnAccount;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>How a person is called, and the theme they want.</summary>
public sealed partial class ProfileSection
{
    private IReadOnlyDictionary<string, string[]>? _errors;
    private string _name = string.Empty;
    private string _theme = string.Empty;
    private string? _said;

    [Inject]
    private Profiles Profiles { get; set; } = null!; // injected before any use

    protected override async Task OnInitializedAsync() => Show((await Profiles.ReadAsync(await CallerAsync(), Gone)).Value);

    private async Task SaveAsync()
    {
        var saved = await Profiles.SaveAsync(await CallerAsync(), new ProfileRequest(_name, _theme.Length == 0 ? null : _theme), Gone);
        _errors = saved.Error?.Fields;
        _said = saved.Error?.Message ?? "Saved.";
        Show(saved.Value);
    }

    private void Show(ProfileView? profile)
    {
        if (profile is not null)
        {
            (_name, _theme) = (profile.DisplayName ?? string.Empty, profile.Theme ?? string.Empty);
        }
    }
}
