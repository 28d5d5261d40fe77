using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>The frame of every signed-in page. It outlives navigation, and with it the drawer.</summary>
public sealed partial class MainLayout
{
    private static readonly Problem PageBroke = new()
    {
        Type = "page-broke",
        Title = "Something happened here that the page was not made for. It is in the portal's log. Machines are not touched by it.",
    };

    private bool _dark = true;
    private bool _searching;
    private ActivityDrawer? _drawer;
    private ErrorBoundary? _boundary;
    private IJSObjectReference? _keys;
    private DotNetObjectReference<MainLayout>? _self;

    [CascadingParameter(Name = "InitialTheme")]
    private string? InitialTheme { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    [Inject]
    private IJSRuntime Js { get; set; } = null!; // injected before any use

    [Inject]
    private IEnumerable<NavEntry> Entries { get; set; } = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_keys is not null)
        {
            try
            {
                await _keys.InvokeVoidAsync("dispose");
                await _keys.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The tab is gone and its listeners with it.
            }
        }
    }

    /// <summary>Called by the page's script for <c>g</c> and a letter.</summary>
    [JSInvokable]
    public void Go(string key)
    {
        if (key == "a" && _drawer is not null)
        {
            _drawer.Toggle();
        }
        else if (Entries.FirstOrDefault(entry => entry.Key == key[0]) is { } entry)
        {
            Navigation.NavigateTo(entry.Href);
        }
    }

    /// <summary>Called by the page's script for Ctrl K.</summary>
    [JSInvokable]
    public void OpenPalette()
    {
        _searching = true;
        StateHasChanged();
    }

    /// <summary>Called by the page's script when the theme was switched.</summary>
    [JSInvokable]
    public void ThemeChanged(string theme)
    {
        _dark = theme != "light";
        StateHasChanged();
    }

    protected override void OnInitialized() => _dark = InitialTheme != "light";

    // A page that broke must not keep the next one from showing.
    protected override void OnParametersSet() => _boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/shell.js");
        _keys = await module.InvokeAsync<IJSObjectReference>("attach", _self);
        var theme = await _keys.InvokeAsync<string>("theme");
        if (_dark != (theme != "light"))
        {
            ThemeChanged(theme);
        }
    }

    private void ClosePalette() => _searching = false;
}
