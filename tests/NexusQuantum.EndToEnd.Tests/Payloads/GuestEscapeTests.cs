using System.Collections.Concurrent;
using System.Text;
using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>The same from a real guest, through its serial port, engine, agent and portal.</summary>
public sealed class GuestEscapeTests(Installation installation)
{
    private const int Longest = 600;

    /// <summary>Palette, foreground, background and cursor as they were (OSC 104, 110 to 112 of xterm's ctlseqs).</summary>
    private const string Colours = "\u001b]104\u0007\u001b]110\u0007\u001b]111\u0007\u001b]112\u0007";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_guest_gets_nothing_from_a_console_where_nobody_types()
    {
        var machine = await installation.MachineAsync(Token);
        using var api = installation.Api();
        await using var window = await installation.Chrome.OpenAsync(Look.Desk);
        var eye = await Eye.OnAsync(window, installation.Stack.BaseAddress);
        var typed = new ConcurrentQueue<string>();
        window.Page.WebSocket += (_, socket) => socket.FrameSent += (_, frame) =>
        {
            if (socket.Url.Contains("/hubs/shell", StringComparison.Ordinal) && frame.Binary is { } bytes && bytes.AsSpan().IndexOf("Input"u8) >= 0)
            {
                typed.Enqueue(Encoding.Latin1.GetString(bytes));
            }
        };
        await window.OpenAsync($"/machines/{machine}/console");
        var screen = new Screen(window.Page);
        await screen.ReadyAsync();
        var title = await window.Page.TitleAsync();
        await WriteAsync(string.Concat(Escapes.All.Where(payload => payload.Text.Length < Longest).Select(payload => payload.Text + Escapes.Calm)) + "\r\nall-was-written.\r\n");
        await screen.SeesAsync("the end of what the guest wrote", line => line.Contains("all-was-written.", StringComparison.Ordinal), Token);
        Assert.Empty(typed);
        Assert.Equal(title, await window.Page.TitleAsync());
        await eye.AssertNothingAsync(window.Page, "the console");

        // What is seen here are the frames that carry keys.
        await screen.TypeAsync("#");
        await Until.TrueAsync("the key on its way", TimeSpan.FromSeconds(10), () => Task.FromResult(!typed.IsEmpty), Token);
        await window.Page.Keyboard.PressAsync("Control+U");
        // Others look at this console later: a reset does not take colours back.
        await WriteAsync("\u001bc" + Colours);

        Task WriteAsync(string text) => api.ExecAsync(machine, "printf '" + string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => "\\" + Convert.ToString(octet, 8).PadLeft(3, '0'))) + "' >/dev/ttyS0", Token);
    }
}
