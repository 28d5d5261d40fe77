using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Ui;

/// <summary>
/// Finds the page of an address, and gives it what its reader likes: the theme, and times in the zone of their profile or else of their
/// browser. Both stand for as long as the document: <see cref="Shell.RightsWatch"/> loads it again when the profile changes.
/// </summary>
public sealed partial class Routes
{
    private Times? _times;

    [Parameter]
    public string InitialTheme { get; set; } = "dark";

    /// <summary>What the browser said its zone is; anything, since a browser sends it.</summary>
    [Parameter]
    public string? BrowserZone { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? Signed { get; set; }

    protected override async Task OnInitializedAsync()
        => _times = Times.For(Signed is null ? null : (await Signed).User.TryCaller()?.TimeZone, BrowserZone);
}
