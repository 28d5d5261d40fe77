using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using NexusQuantum.Domain.Access;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Shells;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>One caller's connections to every hub, with a console and a shell of an account that may be its own.</summary>
internal sealed class HubCalls(HubWalk walk, Caller past, Dictionary<string, HubConnection> hubs, Dictionary<string, ShellSession> sessions) : IAsyncDisposable
{
    private int _ticks;
    private int _frames;

    public int Ticks => Volatile.Read(ref _ticks);

    public int ReadFrames => Volatile.Read(ref _frames);

    public ShellSession Past(string kind) => sessions[kind];

    /// <summary>Whether a call of this method gets what it asks for; <paramref name="expected"/> only says how long to look.</summary>
    public async Task<bool> CallAsync(HubDoor door, bool expected, CancellationToken cancellationToken)
    {
        var shell = hubs["ShellHub"];
        var session = door.Kind is { } kind ? sessions[kind] : sessions["console"];
        try
        {
            return door.Method switch
            {
                "Follow" => await FollowAsync(expected, cancellationToken),
                "Open" => await OpenAsync(shell, door.Kind, cancellationToken),
                "Input" => await shell.InvokeAsync<bool>("Input", session.Id, "x"u8.ToArray(), cancellationToken),
                "Read" => await ReadAsync(shell, session, cancellationToken),
                "Resize" => await DoneAsync(shell.InvokeAsync("Resize", session.Id, 81, 25, cancellationToken)),
                "Ack" => await AcknowledgeAsync(shell, session, cancellationToken),
                "Close" => await CloseAsync(shell, session, cancellationToken),
                _ => throw new NotSupportedException($"{door} is called by no test. Say here how."),
            };
        }
        catch (HubException)
        {
            return false;
        }
    }

    /// <summary>Reads until it ends; answers what ended it.</summary>
    public async Task<Exception?> ReadToEndAsync(string kind, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in hubs["ShellHub"].StreamAsync<ShellFrame>("Read", sessions[kind].Id, 0L, cancellationToken))
            {
                Interlocked.Increment(ref _frames);
            }

            return null;
        }
        catch (HubException e)
        {
            return e;
        }
    }

    /// <summary>Follows the machine's samples until that ends; answers what ended it.</summary>
    public async Task<Exception?> FollowToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in hubs["MetricsHub"].StreamAsync<JsonElement>("Follow", new[] { walk.Vm.ToString() }, Array.Empty<string>(), cancellationToken))
            {
                Interlocked.Increment(ref _ticks);
            }

            return null;
        }
        catch (HubException e)
        {
            return e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in hubs.Values)
        {
            await hub.DisposeAsync();
        }

        foreach (var session in sessions.Values)
        {
            await walk.Sessions.CloseAsync(session);
        }
    }

    private static async Task<bool> DoneAsync(Task call)
    {
        await call;
        return true;
    }

    private async Task<bool> OpenAsync(HubConnection shell, string? kind, CancellationToken cancellationToken)
    {
        var opened = await shell.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = kind, VmId = walk.Vm.ToString(), Cols = 80, Rows = 24 }, cancellationToken);
        if (opened.SessionId is null)
        {
            Assert.True(opened.Problem?.Type is "permission-missing" or "vm-not-found", $"{opened.Problem?.Type}: {opened.Problem?.Title}");
            return false;
        }

        await shell.InvokeAsync("Close", opened.SessionId, cancellationToken);
        return true;
    }

    private static async Task<bool> ReadAsync(HubConnection shell, ShellSession session, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(ShellCalls.Soon);
        await foreach (var frame in shell.StreamAsync<ShellFrame>("Read", session.Id, 0L, stop.Token))
        {
            if (frame.Data is { Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<bool> AcknowledgeAsync(HubConnection shell, ShellSession session, CancellationToken cancellationToken)
    {
        var before = session.Start;
        await shell.InvokeAsync("Ack", session.Id, before + 1, cancellationToken);
        return session.Start > before;
    }

    private async Task<bool> CloseAsync(HubConnection shell, ShellSession session, CancellationToken cancellationToken)
    {
        await shell.InvokeAsync("Close", session.Id, cancellationToken);
        return walk.Sessions.Find(past, session.Id) is null;
    }

    private async Task<bool> FollowAsync(bool expected, CancellationToken cancellationToken)
    {
        await walk.NobodyFollowsAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowToEndAsync(stop.Token);
        await Until.TrueAsync("it is followed", ShellCalls.Soon, () => Task.FromResult(walk.Intake.Followers == 1 || following.IsCompleted), cancellationToken);
        var chosen = walk.IsWatched;
        await walk.SampleAsync(cancellationToken);
        if (expected)
        {
            await Until.TrueAsync("a sample comes", ShellCalls.Soon, () => Task.FromResult(Ticks > 0), cancellationToken);
        }

        await stop.CancelAsync();
        await ((Task)following).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return chosen || Ticks > 0;
    }
}
