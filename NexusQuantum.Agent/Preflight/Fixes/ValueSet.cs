using System.Collections.Immutable;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A setting of the running kernel (sysctl(8)).</summary>
/// <param name="Key">As sysctl names it: net.ipv4.ip_forward.</param>
/// <param name="Before">Its value before.</param>
/// <param name="After">The one it gets.</param>
/// <param name="Boot">The boot it was set in: the next begins anew.</param>
internal sealed record ValueSet(string Key, string Before, string After, string Boot) : IFixChange
{
    /// <summary>Read at every start (sysctl.d(5)).</summary>
    public const string File = "/etc/sysctl.d/60-nexus.conf";

    private string Path => PathOf(Key);

    public string Deed() => $"set {Key} from {Before} to {After}";

    public Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
    {
        var now = host.Eyes.ReadIfThere(Path)?.Trim();
        return Task.FromResult(Boot != host.Boot || now is null || now == Before ? FixState.Absent : now == After ? FixState.Made : FixState.Since($"{Key} is {now} by now"));
    }

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.Tell(Path, After + "\n");
        return Task.CompletedTask;
    }

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.Tell(Path, Before + "\n");
        return Task.CompletedTask;
    }

    /// <summary>By hand.</summary>
    public static ImmutableArray<string> Commands(string key, string value) => [$"sudo sysctl -w {key}={value}", LineAdded.Command($"{key}={value}", File)];

    public static IReadOnlyList<IFixChange> Plan(FixHost host, string key, string value)
        => host.Eyes.ReadIfThere(PathOf(key))?.Trim() is { } before && before != value ? [new ValueSet(key, before, value, host.Boot), .. LineAdded.Plan(host, $"{key}={value}", File)] : [];

    private static string PathOf(string key) => "/proc/sys/" + key.Replace('.', '/');
}
