using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>
/// Consoles and shells for browsers and programs. A session is named by an id that only its owner can use; it outlives the
/// connection by a minute, and reading it again from an offset loses nothing and repeats nothing.
/// </summary>
[SignedIn]
internal sealed class ShellHub(ShellSessions sessions, TimeProvider time) : Hub
{
    private const int MostInput = 32 * 1024;

    public async Task<ShellOpened> Open(ShellOpenRequest request)
    {
        var opened = await sessions.OpenAsync(Context.User!.ToCaller, request, Context.ConnectionAborted); // the fallback policy lets nobody in without a user
        return opened.Ok
            ? Opened(opened.Value)
            : new ShellOpened { Problem = Problem(opened.Error) };
    }

    public async IAsyncEnumerable<ShellFrame> Read(string sessionId, long offset, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var session = Session(sessionId);
        bool May() => sessions.MayUse(Context.User!.ToCaller(), session); // as in Open
        await foreach (var frame in session.ReadAsync(offset, cancellationToken).While(May, () => new HubException(ShellErrors.Gone.Message), time, cancellationToken))
        {
            yield return frame;
        }
    }

    /// <summary>
    /// Never waits: SignalR runs one call of a connection at a time, and an acknowledgement or the end of a session must not stand
    /// behind input that a guest does not take. How much may be under way is told by <see cref="ShellOpened"/> and <see cref="ShellFrame"/>;
    /// beyond it the answer is false and nothing of the message was kept.
    /// </summary>
    public bool Input(string sessionId, byte[] bytes)
    {
        if (bytes.Length > MostInput)
        {
            throw new HubException("One message of input has at most 32 KiB.");
        }

        var session = Session(sessionId);
        if (!session.Type(bytes))
        {
            return false;
        }

        sessions.TellViewers(session.Vm);
        return true;
    }

    public void Resize(string sessionId, int cols, int rows)
    {
        if (cols is >= 1 and <= 1000 && rows is >= 1 and <= 1000)
        {
            Session(sessionId).Resize(cols, rows);
        }
    }

    public void Ack(string sessionId, long offset) => sessions.Find(Context.User!.ToCaller(), sessionId)?.Acknowledge(offset); // as in Open

    public Task Close(string sessionId) => sessions.Find(Context.User!.ToCaller(), sessionId) is { } session ? sessions.CloseAsync(session) : Task.CompletedTask; // as in Open

    private ShellSession Session(string id) => sessions.Find(Context.User!.ToCaller(), id) ?? throw new HubException(ShellErrors.Gone.Message); // as in Open

    private static ShellOpened Opened(ShellSession session)
    {
        var (typed, taken) = session.Input;
        return new ShellOpened
        {
            SessionId = session.Id,
            Offset = session.Start,
            Live = session.Live,
            Since = session.Since?.ToString("O", CultureInfo.InvariantCulture),
            Typed = typed,
            Taken = taken,
            InputWindow = ShellInput.Window,
        };
    }

    private static ShellProblem Problem(Error error) => new() { Type = error.Type, Title = error.Message, Fix = error.Fix };
}
