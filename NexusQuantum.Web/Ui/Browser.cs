using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace NexusQuantum.Web.Ui;

/// <summary>Small things only the browser can do, for one circuit.</summary>
internal sealed class Browser(IJSRuntime js) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Puts text on the clipboard; false when the browser refuses.</summary>
    public async ValueTask<bool> CopyAsync(string text) => await (await ModuleAsync()).InvokeAsync<bool>("copy", text);

    /// <summary>Moves the focus to the first element a selector finds.</summary>
    public async ValueTask FocusAsync(string selector) => await (await ModuleAsync()).InvokeVoidAsync("focus", selector);

    /// <summary>Puts a menu beside the element it belongs to, inside the window, and moves the focus into it.</summary>
    public async ValueTask PlaceAsync(ElementReference menu, string anchorId) => await (await ModuleAsync()).InvokeVoidAsync("place", menu, anchorId);

    /// <summary>Names the dialog around a heading after it.</summary>
    public async ValueTask NameDialogAsync(ElementReference heading) => await (await ModuleAsync()).InvokeVoidAsync("nameDialog", heading);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The tab is gone and its modules with it.
            }
        }
    }

    private async ValueTask<IJSObjectReference> ModuleAsync() => _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./js/dom.js");
}
