using System.Collections.Concurrent;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Standing;

/// <summary>
/// What every session and token in use counts for. A request whose credential was looked at within <see cref="Fresh"/> asks no database;
/// all that are in use are looked at together every two seconds, and at once after a change here or (by <see cref="AccessNews"/>) at
/// another replica. That they were used is written down on the same beat. An outage proves nothing against anyone: what was known stays until the database answers again.
/// </summary>
internal sealed partial class Standings(StandingRows rows, CredentialUses uses, TimeProvider time, ILogger<Standings> logger) : BackgroundService
{
    /// <summary>How old a look may be for a request to rely on it.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>How often those in use are looked at when nobody tells of a change.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(bool IsToken, Guid Id), CredentialStanding> _known = new();
    private readonly SemaphoreSlim _looking = new(1, 1);

    /// <summary>The session, if it holds.</summary>
    public ValueTask<CredentialStanding?> SessionAsync(Guid id, CancellationToken cancellationToken) => GetAsync(id, isToken: false, cancellationToken);

    /// <summary>The token, if it holds.</summary>
    public ValueTask<CredentialStanding?> TokenAsync(Guid id, CancellationToken cancellationToken) => GetAsync(id, isToken: true, cancellationToken);

    /// <summary>The token of this hash, if it holds, asked of the database.</summary>
    public async Task<CredentialStanding?> TokenOfAsync(byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        return await rows.TokenOfAsync(hash, cancellationToken) is { } found ? Know(found.Id, isToken: true, found.Caller, now) : null;
    }

    /// <summary>Looks at all that are in use now: after any change to accounts, roles, sessions or tokens.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            var at = time.GetTimestamp();
            foreach (var isToken in (bool[])[false, true])
            {
                CredentialStanding[] cells = [.. _known.Values.Where(cell => cell.IsToken == isToken)];
                if (cells.Length == 0)
                {
                    continue;
                }

                Guid[] ids = [.. cells.Select(cell => cell.Id)];
                var now = isToken ? await rows.TokensAsync(ids, cancellationToken) : await rows.SessionsAsync(ids, cancellationToken);
                foreach (var cell in cells)
                {
                    cell.Set(now.GetValueOrDefault(cell.Id), at);
                }
            }
        }
        finally
        {
            _looking.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    Forget();
                    await RefreshAsync(stoppingToken);
                    await NoteUsesAsync(stoppingToken);
                }
                catch (Exception e) when (DatabaseOutage.Is(e))
                {
                    Log.NotSeen(logger, DatabaseOutage.Told(e).Reason);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private async ValueTask<CredentialStanding?> GetAsync(Guid id, bool isToken, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        if (_known.TryGetValue((isToken, id), out var cell) && time.GetElapsedTime(cell.CheckedAt, now) < Fresh)
        {
            cell.Use(now);
            return cell.Caller is null ? null : cell;
        }

        var found = isToken ? await rows.TokensAsync([id], cancellationToken) : await rows.SessionsAsync([id], cancellationToken);
        if (!found.TryGetValue(id, out var caller))
        {
            cell?.Set(null, now);
            return null;
        }

        return Know(id, isToken, caller, now);
    }

    private CredentialStanding Know(Guid id, bool isToken, Caller caller, long now)
    {
        var cell = _known.GetOrAdd((isToken, id), key => new CredentialStanding(key.Id, key.IsToken));
        cell.Use(now);
        cell.Set(caller, now);
        return cell;
    }

    private async Task NoteUsesAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var isToken in (bool[])[false, true])
        {
            (CredentialStanding Cell, CredentialUse Use)[] due = [.. _known.Values.Where(cell => cell.IsToken == isToken).Select(cell => (cell, Use: cell.UseToNote(now))).Where(one => one.Use is not null).Select(one => (one.cell, one.Use!))]; // as asked
            if (due.Length == 0)
            {
                continue;
            }

            await uses.NoteAsync(isToken, [.. due.Select(one => one.Use)], cancellationToken);
            foreach (var (cell, use) in due)
            {
                cell.Noted(use, now);
            }
        }
    }

    /// <summary>Those that nobody used for long and no open connection stands on.</summary>
    private void Forget()
    {
        foreach (var (key, cell) in _known)
        {
            if (cell.TakeAsked())
            {
                cell.Use(time.GetTimestamp());
            }
            else if (time.GetElapsedTime(cell.UsedAt) > Forgotten)
            {
                _known.TryRemove(key, out _);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4020, LogLevel.Debug, "Sessions and tokens were not looked at: {Reason}")]
        public static partial void NotSeen(ILogger logger, string reason);
    }
}
