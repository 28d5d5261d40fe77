using System.Text.Json;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Browsing;

/// <summary>One visible page of a <see cref="Browser"/>.</summary>
internal sealed class Tab(Browser browser, string session, string context, Uri portal) : IAsyncDisposable
{
    private const int Control = 2;

    /// <summary>Told of every event that was enabled; called by the reader, so it only notes.</summary>
    public Action<string, JsonElement>? Told { get; set; }

    public Task<JsonElement> CallAsync(string method, object parameters, CancellationToken cancellationToken)
        => browser.CallAsync(method, parameters, session, cancellationToken);

    /// <summary>The value of an expression, awaited when it is a promise.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var answer = await CallAsync("Runtime.evaluate", new { expression, awaitPromise = true, returnByValue = true }, cancellationToken);
        return answer.TryGetProperty("exceptionDetails", out var failure) ? throw new IOException("The page's script failed: " + failure)
            : answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    public async Task<double> NumberAsync(string expression, CancellationToken cancellationToken)
        => (await EvaluateAsync(expression, cancellationToken)).GetDouble();

    /// <summary>Waits until an expression is true; a page that is just being replaced is asked again.</summary>
    public async Task WhenAsync(string what, string expression, CancellationToken cancellationToken)
    {
        try
        {
            await Until.TrueAsync(what, TimeSpan.FromSeconds(60), async () => (await EvaluateAsync($"Boolean({expression})", cancellationToken)).GetBoolean(), cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message.Trim()} It is {await EvaluateAsync("location.pathname + ': ' + document.body.innerText.replace(/\\s+/g, ' ').slice(0, 400)", cancellationToken)}", late);
        }
    }

    /// <summary>Opens a page of the portal.</summary>
    public Task GoAsync(string path, CancellationToken cancellationToken)
        => CallAsync("Page.navigate", new { url = new Uri(portal, path).ToString() }, cancellationToken);

    /// <summary>Waits until the page's circuit is live.</summary>
    public Task LiveAsync(CancellationToken cancellationToken)
        => WhenAsync("the page being live", "document.documentElement.dataset.live === '1'", cancellationToken);

    public async Task SignInAsync(CancellationToken cancellationToken, string userName = Site.UserName)
    {
        await GoAsync("/sign-in", cancellationToken);
        await WhenAsync("the sign-in page", "document.readyState === 'complete' && document.querySelector('#u')", cancellationToken);
        await EvaluateAsync($"document.querySelector('#u').value = {Quote(userName)}; document.querySelector('#p').value = {Quote(Site.Password)}; document.querySelector('#p').form.querySelector('button[type=submit]').click()", cancellationToken);
        await LiveAsync(cancellationToken);
    }

    /// <summary>Presses and releases the key of a letter.</summary>
    public Task TypeAsync(char letter, CancellationToken cancellationToken)
        => PressAsync(new { type = "keyDown", key = letter.ToString(), code = "Key" + char.ToUpperInvariant(letter), windowsVirtualKeyCode = (int)char.ToUpperInvariant(letter), text = letter.ToString() }, cancellationToken);

    public Task EnterAsync(CancellationToken cancellationToken)
        => PressAsync(new { type = "keyDown", key = "Enter", code = "Enter", windowsVirtualKeyCode = 13, text = "\r" }, cancellationToken);

    public Task InterruptAsync(CancellationToken cancellationToken)
        => PressAsync(new { type = "rawKeyDown", key = "c", code = "KeyC", windowsVirtualKeyCode = (int)'C', modifiers = Control }, cancellationToken);

    /// <summary>Text that a keyboard need not spell.</summary>
    public Task InsertAsync(string text, CancellationToken cancellationToken) => CallAsync("Input.insertText", new { text }, cancellationToken);

    /// <summary>Processor time of the page's main thread so far, in seconds, and what of it ran scripts.</summary>
    public async Task<double> MainThreadSecondsAsync(CancellationToken cancellationToken)
    {
        await CallAsync("Performance.enable", new { timeDomain = "threadTicks" }, cancellationToken);
        return (await CallAsync("Performance.getMetrics", new { }, cancellationToken)).GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.Text("name") == "TaskDuration").GetProperty("value").GetDouble();
    }

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    public async ValueTask DisposeAsync() => await browser.CallAsync("Target.disposeBrowserContext", new { browserContextId = context }, null, CancellationToken.None);

    internal void Tell(string method, JsonElement parameters) => Told?.Invoke(method, parameters);

    private async Task PressAsync(object down, CancellationToken cancellationToken)
    {
        await CallAsync("Input.dispatchKeyEvent", down, cancellationToken);
        await CallAsync("Input.dispatchKeyEvent", new { type = "keyUp" }, cancellationToken);
    }
}
