using System.Text;
using Microsoft.AspNetCore.SignalR.Client;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Shells;

/// <summary>What is typed and pasted: in order, bounded, and in nobody's way.</summary>
public sealed class ShellInputTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Input_that_a_machine_does_not_take_is_refused_at_once_and_nothing_waits_behind_it()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        var deaf = new TaskCompletionSource();
        Fleet.Host.Deaf = deaf;
        try
        {
            await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
            var opened = await hub.OpenAsync(id, "console", Token);
            for (var sent = 0; sent < 16 << 20; sent += 16 * 1024)
            {
                await hub.SendAsync("Input", opened.SessionId, new byte[16 * 1024], Token);
            }

            Assert.False(await hub.InvokeAsync<bool>("Input", opened.SessionId, new byte[16 * 1024], Token).WaitAsync(ShellCalls.Soon, Token));
            await hub.InvokeAsync("Close", opened.SessionId, Token).WaitAsync(ShellCalls.Soon, Token);
            Assert.Equal("shell-session-gone", (await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = "console", VmId = id.ToString(), SessionId = opened.SessionId }, Token)).Problem?.Type);
        }
        finally
        {
            Fleet.Host.Deaf = null;
            deaf.SetResult();
        }
    }

    [Fact]
    public async Task Keys_sent_without_waiting_for_an_answer_keep_their_order()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.OpenAsync(id, "console", Token);
        var keys = string.Concat(Enumerable.Range(0, 2000).Select(key => (char)('0' + (key % 75))));
        await Task.WhenAll(keys.Select(key => hub.SendAsync("Input", opened.SessionId, new[] { (byte)key }, Token)));
        Assert.Equal("booted\n" + keys, await hub.ReadAsync(opened, 0, "booted\n".Length + keys.Length, Token));
        await hub.InvokeAsync("Close", opened.SessionId, Token);
    }

    [Fact]
    public async Task A_paste_far_beyond_the_window_arrives_whole_when_its_sender_heeds_what_was_taken()
    {
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var hub = await ShellCalls.ConnectAsync(Fleet, Token);
        var opened = await hub.OpenAsync(id, "console", Token);
        var paste = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 100_000).Select(line => $"line {line}\n")));
        Assert.True(paste.Length > 10 * opened.InputWindow);

        var (typed, taken, shown) = (0L, 0L, new StringBuilder());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        stop.CancelAfter(ShellCalls.Soon);
        await foreach (var frame in hub.StreamAsync<ShellFrame>("Read", opened.SessionId, 0L, stop.Token))
        {
            taken = frame.Taken ?? taken;
            while (typed < paste.Length && typed - taken + (8 * 1024) <= opened.InputWindow)
            {
                var part = paste[(int)typed..(int)Math.Min(paste.Length, typed + (8 * 1024))];
                await hub.SendAsync("Input", opened.SessionId, part, Token);
                typed += part.Length;
            }

            shown.Append(Encoding.ASCII.GetString(frame.Data ?? []));
            await hub.SendAsync("Ack", opened.SessionId, frame.Offset + (frame.Data?.Length ?? 0), Token);
            if (shown.Length == "booted\n".Length + paste.Length)
            {
                break;
            }
        }

        Assert.Equal("booted\n" + Encoding.ASCII.GetString(paste), shown.ToString());
        var again = await hub.OpenAsync(id, "console", Token, opened.SessionId);
        Assert.Equal((paste.Length, paste.Length), (again.Typed, again.Taken));
        await hub.InvokeAsync("Close", opened.SessionId, Token);
    }
}
