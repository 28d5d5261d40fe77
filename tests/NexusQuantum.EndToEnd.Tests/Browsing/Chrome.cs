using Microsoft.Playwright;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Browsing;

/// <summary>The distribution's Chromium, in the network of a stack.</summary>
internal sealed class Chrome : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
        // A name that is not localhost, for what browsers allow there and not elsewhere.
        "--host-resolver-rules=MAP portal.example 127.0.0.1",
    ];

    private readonly Stack _stack;
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly Lock _gate = new();
    private Task<string>? _signedIn;

    private Chrome(Stack stack, IPlaywright playwright, IBrowser browser) => (_stack, _playwright, _browser) = (stack, playwright, browser);

    public static async Task<Chrome> StartAsync(Stack stack, CancellationToken cancellationToken)
    {
        var program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.First(File.Exists);
        if (stack.Network is { } network)
        {
            // Playwright starts one executable; this one enters the stack's network first. Its pipes are descriptors 3 and 4 and stay open.
            var wrapper = Path.Combine(stack.DirectoryPath, "chromium");
            await File.WriteAllTextAsync(wrapper, $"#!/bin/sh\nexec nsenter --net={network.Path} -- {program} \"$@\"\n", cancellationToken);
            File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            program = wrapper;
        }

        var playwright = await Playwright.CreateAsync();
        return new Chrome(stack, playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Flags, ChromiumSandbox = false }));
    }

    /// <summary>A page in a browser profile of its own; signed in unless asked otherwise.</summary>
    public async Task<Session> OpenAsync(Look look, bool signedIn = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = _stack.BaseAddress.ToString(),
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            ColorScheme = look.Light ? ColorScheme.Light : ColorScheme.Dark,
            HasTouch = look.IsPhone,
            StorageState = signedIn ? await SignedInAsync() : null,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(15_000);
        await context.AddCookiesAsync([new() { Name = "nq-theme", Value = look.Light ? "light" : "dark", Url = _stack.BaseAddress.ToString() }]);
        return new Session(context, await context.NewPageAsync(), look);
    }

    /// <summary>The cookies of one sign-in, which all windows share.</summary>
    private Task<string> SignedInAsync()
    {
        lock (_gate)
        {
            return _signedIn is { IsFaulted: false, IsCanceled: false } shared ? shared : _signedIn = SignInAsync();
        }

        async Task<string> SignInAsync()
        {
            await using var first = await OpenAsync(Look.Desk, signedIn: false);
            await first.SignInAsync();
            return await first.Page.Context.StorageStateAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
