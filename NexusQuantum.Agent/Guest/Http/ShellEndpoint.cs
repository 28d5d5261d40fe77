using System.Globalization;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Pty;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>WS /shell?cols=&amp;rows=, sixteen at a time; for the identity's account, else root.</summary>
internal sealed class ShellEndpoint(KeyRing ring, Accounts accounts, TimeProvider time)
{
    private readonly Slots _slots = new(16);

    public async Task ServeAsync(HttpContext context)
    {
        if (!WebSocketHandshake.IsAsked(context))
        {
            await Reply.ProblemAsync(context, 426, "websocket-required", "A shell is a WebSocket (RFC 6455, version 13).");
            return;
        }

        if (!_slots.TryTake())
        {
            await Reply.ProblemAsync(context, 429, "too-many-shells", $"{_slots.Most} shells are open already.");
            return;
        }

        try
        {
            var account = accounts.Find(ring.UserName ?? "root") ?? Account.Root;
            var (columns, rows) = (Cells(context, "cols", 80), Cells(context, "rows", 24));
            await using var shell = Shell.Start(account, columns, rows, time);
            using var socket = await WebSocketHandshake.AcceptAsync(context);
            await new ShellSession(shell, socket, time).RunAsync(context.RequestAborted);
        }
        catch (Exception e) when (e is WebSocketException or IOException && context.Response.HasStarted)
        {
            // The caller has gone.
        }
        catch (IOException e) when (!context.Response.HasStarted)
        {
            await Reply.ProblemAsync(context, 503, "shell-unavailable", "No shell could be started: " + e.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    private static int Cells(HttpContext context, string name, int otherwise)
        => int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var cells) && cells is >= 1 and <= 1000
            ? cells
            : otherwise;
}
