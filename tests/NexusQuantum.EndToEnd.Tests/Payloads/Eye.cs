using System.Collections.Concurrent;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Sees whatever a payload could do in a window: run, load, open, ask, break a policy, become an element.</summary>
internal sealed class Eye
{
    // The clipboard and windows are noted and not forbidden: the test says what may be.
    private const string Watch = """
        (() => {
          addEventListener('securitypolicyviolation', event => nexusSaw(`policy ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`), true);
          for (const name of ['read', 'readText', 'write', 'writeText']) {
            const real = globalThis.Clipboard?.prototype[name];
            if (real) Clipboard.prototype[name] = function (...all) { nexusSaw(`clipboard ${name}`); return real.apply(this, all); };
          }
          const command = Document.prototype.execCommand;
          Document.prototype.execCommand = function (name, ...all) { nexusSaw(`clipboard ${name}`); return command.call(this, name, ...all); };
          const query = Permissions.prototype.query;
          Permissions.prototype.query = function (asked) { nexusSaw(`permission ${asked?.name}`); return query.call(this, asked); };
          const open = globalThis.open;
          globalThis.open = (...all) => { nexusSaw(`open ${all[0]}`); return open(...all); };
        })();
        """;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(150);

    private readonly ConcurrentQueue<string> _seen = new();
    private readonly Uri _home;
    private long _heard;

    private Eye(Uri home) => _home = home;

    /// <summary>Everything that was noticed.</summary>
    public IReadOnlyCollection<string> Seen => _seen;

    /// <summary>Opens its eye on a window that was not used yet.</summary>
    public static async Task<Eye> OnAsync(Session window, Uri home)
    {
        var (page, context, eye) = (window.Page, window.Page.Context, new Eye(home));
        await context.ExposeBindingAsync(Payload.Bell, (BindingSource _, int number) => eye.Note($"payload {number} ran: {Scripts.All.ElementAtOrDefault(number)}"));
        await context.ExposeBindingAsync("nexusSaw", (BindingSource from, string what) => eye.Note($"{from.Frame.Url}: {what}"));
        await context.AddInitScriptAsync(Watch);
        context.Request += (_, request) => eye.Asked(request);
        context.Page += (_, other) => eye.Note("a window was opened: " + other.Url);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, _) => eye._heard = TimeProvider.System.GetTimestamp();
        page.Dialog += async (_, dialog) =>
        {
            eye.Note($"{page.Url}: a dialog says {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.PageError += (_, error) => eye.Note($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            // A refused form is answered with its status, which Chromium writes down as a failed load.
            if (message.Type is "error" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            {
                eye.Note($"{page.Url}: {message.Text}");
            }
        };
        return eye;
    }

    /// <summary>Nothing was noticed so far, and no payload is a part of the page.</summary>
    public async Task AssertNothingAsync(IPage page, string where)
    {
        var made = await page.EvaluateAsync<string[]>($"[...document.querySelectorAll('[{Payload.Mark}], nexus-payload, frameset, base:not([href=\"/\"]), iframe')].map(element => element.outerHTML.slice(0, 200))");
        Assert.True(made.Length == 0 && _seen.IsEmpty, $"{where}: {string.Join('\n', made.Concat(_seen))}");
    }

    /// <summary>Waits until the page has drawn what was asked of it: nothing has come over its circuit for a moment.</summary>
    public async Task QuietAsync()
    {
        var begun = _heard = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(_heard) < Moment && TimeProvider.System.GetElapsedTime(begun) < Moment * 20)
        {
            await Task.Delay(20);
        }
    }

    private void Asked(IRequest request)
    {
        if (request.Url is { } url && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)
            && (!_home.IsBaseOf(new Uri(url)) || url.Contains(Payload.Path, StringComparison.Ordinal)))
        {
            Note("asked for " + url);
        }
    }

    private void Note(string what) => _seen.Enqueue(what);
}
