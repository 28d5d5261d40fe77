using System.Collections.Concurrent;
using System.Globalization;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Shells;

/// <summary>All sessions of this portal: opens them, finds them again, tells a console's viewers of each other, ends what was left.</summary>
internal sealed partial class ShellSessions(IVmApi vms, AgentClients clients, RateGate rates, TimeProvider time, ILogger<ShellSessions> log) : BackgroundService
{
    private const int MostPerUser = 32;
    private static readonly TimeSpan Outlives = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TypesFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, ShellSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<VmId, string> _viewers = new();

    /// <summary>How many there are.</summary>
    public int Count => _sessions.Count;

    /// <summary>A session of this person; another's is as good as none, and so is one that the person, or the token used now, may not use any more.</summary>
    public ShellSession? Find(Caller caller, string? id)
        => id is not null && _sessions.TryGetValue(id, out var session) && session.OwnerId == caller.UserId && MayUse(caller, session) ? session : null;

    /// <summary>Whether the right that opened it still stands; costs no look into the database.</summary>
    public bool MayUse(Caller caller, ShellSession session) => caller.Rights.May(session.Needs, vms.Feed.Find(session.Vm)?.ProjectId ?? session.Project);

    /// <summary>Opens one, or finds it again; <paramref name="who"/> answers who asks for as long as it is open.</summary>
    public async Task<Result<ShellSession>> OpenAsync(Func<Caller> who, ShellOpenRequest request, CancellationToken cancellationToken)
    {
        var caller = who();
        if (!VmId.TryParse(request.VmId, CultureInfo.InvariantCulture, out var id) || request.Kind is not ("console" or "shell"))
        {
            return ShellErrors.BadRequest;
        }

        if (request.SessionId is not null)
        {
            return Find(caller, request.SessionId) is { Ended: false } known && known.Vm == id ? known : ShellErrors.Gone;
        }

        if (_sessions.Values.Count(session => session.OwnerId == caller.UserId) >= MostPerUser)
        {
            return ShellErrors.TooMany(MostPerUser);
        }

        if (await vms.WhyNotAsync(caller, id, request.Kind is "console" ? Permission.VmConsole : Permission.VmShell, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (rates.Spend(RateLimits.Console, caller) is { } wait)
        {
            return wait;
        }

        var vm = await vms.GetAsync(caller, id, cancellationToken);
        if (!vm.Ok)
        {
            return vm.Error;
        }

        var isConsole = request.Kind is "console";
        if (!isConsole && WhyNoShell(vm.Value) is { } why)
        {
            return why;
        }

        var client = await clients.ForAsync(vm.Value.Host.Id, cancellationToken);
        if (!client.Ok)
        {
            return client.Error;
        }

        var socket = isConsole
            ? await client.Value.ConsoleAsync(id, cancellationToken)
            : await client.Value.ShellAsync(id, Math.Clamp(request.Cols, 1, 1000), Math.Clamp(request.Rows, 1, 1000), cancellationToken);
        if (!socket.Ok)
        {
            return socket.Error;
        }

        var session = new ShellSession(Guid.CreateVersion7().ToString("N"), who, id, vm.Value.ProjectId, isConsole, socket.Value, time);
        _sessions[session.Id] = session;
        await vms.NoteAsync(caller, id, request.Kind, isConsole ? "Opened the console." : "Opened a shell.", cancellationToken);
        if (isConsole)
        {
            await session.GreetedAsync(cancellationToken);
        }

        TellViewers(id);
        return session;
    }

    public async Task CloseAsync(ShellSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
        {
            await session.DisposeAsync();
            TellViewers(session.Vm);
        }
    }

    /// <summary>Tells the viewers of a console who they are, if that changed.</summary>
    public void TellViewers(VmId vm)
    {
        var now = time.GetUtcNow();
        var here = _sessions.Values.Where(session => session.Vm == vm && session.IsConsole && !session.Ended).OrderBy(session => session.Id, StringComparer.Ordinal).ToArray();
        var types = here.ToDictionary(session => session.Id, session => now - session.LastInputAt < TypesFor, StringComparer.Ordinal);
        var key = string.Join('|', here.Select(session => $"{session.Id}{types[session.Id]}"));
        if (here.Length == 0)
        {
            _viewers.TryRemove(vm, out _);
            return;
        }

        if (_viewers.TryGetValue(vm, out var told) && string.Equals(told, key, StringComparison.Ordinal))
        {
            return;
        }

        _viewers[vm] = key;
        foreach (var session in here)
        {
            session.ShowViewers([.. here.Select(other => new ShellViewer { Name = other.OwnerName, Types = types[other.Id], You = other == session })]);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var session in _sessions.Values)
        {
            await CloseAsync(session);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e);
            }
        }
    }

    private async Task SweepAsync()
    {
        var now = time.GetUtcNow();
        foreach (var session in _sessions.Values)
        {
            // Whoever reads it is cut by the hub; this ends what the right had opened at the host, and what nobody reads just now.
            if (!MayUse(session.Owner, session))
            {
                session.Lose();
                await CloseAsync(session);
            }
            else if (session.LeftAt is { } left && (now - left > Outlives || session.Ended))
            {
                await CloseAsync(session);
            }
        }

        foreach (var vm in _sessions.Values.Select(session => session.Vm).Distinct())
        {
            TellViewers(vm);
        }
    }

    private static Error? WhyNoShell(VmView vm) => vm switch
    {
        { State: not VmState.Running and not VmState.Unknown } => ShellErrors.Off(vm.Name),
        { State: VmState.Unknown } => null,
        { Guest: null } => ShellErrors.NoGuest(vm.Name),
        { Guest: { ShellReachable: false, ShellProblem: { } problem } } => ShellErrors.NotReachable(vm.Name, problem),
        _ => null,
    };

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "Sessions left behind could not be ended.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
