using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// Consoles and shells for browsers and programs. A session is named by an id that only its owner can use; it outlives the
/// connection by a minute, and reading it again from an offset loses nothing and repeats nothing.
/// </summary>
internal sealed class ShellHub(ShellSessions sessions) : Hub
{
    private const int MostInput = 32 * 1024;

    public async Task<ShellOpened> Open(ShellOpenRequest request)
    {
        var opened = await sessions.OpenAsync(Context.User!.ToCaller(), request, Context.ConnectionAborted); // the fallback policy lets nobody in without a user
        return opened.Ok
            ? new ShellOpened { SessionId = opened.Value.Id, Offset = opened.Value.Start, Live = opened.Value.Live, Since = opened.Value.Since?.ToString("O", CultureInfo.InvariantCulture) }
            : new ShellOpened { Problem = Problem(opened.Error) };
    }

    public IAsyncEnumerable<ShellFrame> Read(string sessionId, long offset, CancellationToken cancellationToken) => Session(sessionId).ReadAsync(offset, cancellationToken);

    public async Task Input(string sessionId, byte[] bytes)
    {
        if (bytes.Length > MostInput)
        {
            throw new HubException("One message of input has at most 32 KiB.");
        }

        var session = Session(sessionId);
        if (!await session.TypeAsync(bytes, Context.ConnectionAborted))
        {
            throw new HubException("The machine takes no input now.");
        }

        sessions.TellViewers(session.Vm);
    }

    public async Task Resize(string sessionId, int cols, int rows)
    {
        if (cols is >= 1 and <= 1000 && rows is >= 1 and <= 1000)
        {
            await Session(sessionId).ResizeAsync(cols, rows, Context.ConnectionAborted);
        }
    }

    public void Ack(string sessionId, long offset) => sessions.Find(Context.User!.ToCaller(), sessionId)?.Acknowledge(offset); // as in Open

    public Task Close(string sessionId) => sessions.Find(Context.User!.ToCaller(), sessionId) is { } session ? sessions.CloseAsync(session) : Task.CompletedTask; // as in Open

    private ShellSession Session(string id) => sessions.Find(Context.User!.ToCaller(), id) ?? throw new HubException(ShellErrors.Gone.Message); // as in Open

    private static ShellProblem Problem(Error error) => new() { Type = error.Type, Title = error.Message, Fix = error.Fix };
}
