using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Ui.Terminals;

/// <summary>
/// A machine's console or a shell in it. Bytes go between the browser and the shell hub, never through this component: it shows
/// what the terminal tells (state, size, viewers, echo) and passes buttons on to it.
/// </summary>
public sealed partial class Terminal : IAsyncDisposable
{
    private TerminalReport _shown = new();
    private ElementReference _screen;
    private ElementReference _find;
    private ElementReference _keep;
    private DotNetObjectReference<Terminal>? _self;
    private IJSObjectReference? _terminal;
    private TaskCompletionSource<bool>? _answer;
    private PasteAsk? _ask;
    private Problem? _broke;
    private string _text = string.Empty;
    private bool _keys;
    private bool _clipboardRefused;
    private bool _gone;

    [Parameter]
    [EditorRequired]
    public VmId VmId { get; set; }

    [Parameter]
    [EditorRequired]
    public string VmName { get; set; } = string.Empty;

    /// <summary>A shell from the guest agent instead of the serial console.</summary>
    [Parameter]
    public bool Shell { get; set; }

    /// <summary>What stands first in the bar.</summary>
    [Parameter]
    public RenderFragment? Head { get; set; }

    [CascadingParameter]
    private Times Times { get; set; } = Times.Utc;

    [Inject]
    private IJSRuntime Js { get; set; } = null!; // injected before any use

    private string Label => (Shell ? "Shell of " : "Console of ") + VmName;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _gone = true;
        _answer?.TrySetResult(false);
        await DropAsync(_terminal);
        _self?.Dispose();
    }

    /// <summary>Called by the terminal when something it shows changed.</summary>
    [JSInvokable]
    public void Report(TerminalReport report)
    {
        if (!_gone)
        {
            _shown = report;
            StateHasChanged();
        }
    }

    /// <summary>Called by the terminal before several lines are pasted; answered by a button.</summary>
    [JSInvokable]
    public async Task<bool> ConfirmPaste(PasteAsk ask)
    {
        _answer?.TrySetResult(false);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        (_answer, _ask) = (answer, ask);
        StateHasChanged();
        await Task.Yield();
        await FocusAsync(_keep);
        return await answer.Task;
    }

    /// <summary>Called by the terminal for Ctrl Shift F.</summary>
    [JSInvokable]
    public ValueTask FocusFind() => FocusAsync(_find);

    /// <summary>Called by the terminal for Ctrl Shift L: the keyboard comes back to the page.</summary>
    [JSInvokable]
    public ValueTask LeaveScreen() => FocusAsync(_find);

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? MakeAsync() : Task.CompletedTask;

    private async Task MakeAsync()
    {
        _broke = null;
        _self ??= DotNetObjectReference.Create(this);
        try
        {
            await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/terminal.js");
            var settings = new TerminalSettings(Shell ? "shell" : "console", VmId.ToString(), Label, _shown.ReadsAloud, Times.Zone);
            var terminal = await module.InvokeAsync<IJSObjectReference>("create", _screen, settings, _self);
            if (_gone)
            {
                // The page was left while the libraries came.
                await DropAsync(terminal);
                return;
            }

            _terminal = terminal;
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone.
        }
        catch (JSException failure)
        {
            _broke = new Problem { Type = "terminal-broke", Title = "The terminal could not be loaded into this page.", Detail = failure.Message, Fix = "Load the page again." };
            StateHasChanged();
        }
    }

    private static async ValueTask DropAsync(IJSObjectReference? terminal)
    {
        if (terminal is null)
        {
            return;
        }

        try
        {
            await terminal.InvokeVoidAsync("dispose");
            await terminal.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone and its terminal with it; the session ends by its own deadline.
        }
    }

    private static async ValueTask FocusAsync(ElementReference element)
    {
        try
        {
            await element.FocusAsync();
        }
        catch (Exception gone) when (gone is JSException or InvalidOperationException or JSDisconnectedException)
        {
            // What should get the focus has left the page meanwhile.
        }
    }

    private void Answer(bool yes)
    {
        _ask = null;
        _answer?.TrySetResult(yes);
    }

    private Task FindAsync(ChangeEventArgs input)
    {
        _text = input.Value as string ?? string.Empty;
        return StepAsync(back: true);
    }

    private Task FindKeyAsync(KeyboardEventArgs key) => key.Key switch
    {
        "Enter" => StepAsync(back: key.ShiftKey),
        "Escape" => CallAsync("focus"),
        _ => Task.CompletedTask,
    };

    private Task StepAsync(bool back) => CallAsync("find", _text, back);

    private Task SendAsync(string text) => CallAsync("send", text);

    private Task TellSizeAsync() => CallAsync("tellSize");

    private Task FullScreenAsync() => CallAsync("fullScreen");

    private Task ReadAloudAsync(ChangeEventArgs change) => CallAsync("readAloud", change.Value is true);

    private Task AgainAsync() => CallAsync("again");

    private Task SaveAsync() => CallAsync("save", VmName + "-shell.html");

    private async Task PasteAsync() => _clipboardRefused = _terminal is not null && !await _terminal.InvokeAsync<bool>("pasteFromClipboard");

    private async Task CallAsync(string method, params object?[] arguments)
    {
        if (_terminal is not null)
        {
            await _terminal.InvokeVoidAsync(method, arguments);
        }
    }

    private static string Aria(bool on) => on ? "true" : "false";

    private static string Initials(string name) => name.Length == 0 ? "?" : name[..Math.Min(2, name.Length)].ToUpperInvariant();
}
