using System.Collections.Immutable;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>Packages that were not installed, with those they brought.</summary>
/// <param name="Tool">apt-get or dnf.</param>
/// <param name="Asked">What is missing, by name.</param>
/// <param name="Names">All that comes; with dnf what is asked for only, because it removes what came along by itself.</param>
/// <param name="HadSettings">Those whose configuration lay here from an earlier time, which stays.</param>
internal sealed record PackagesInstalled(string Tool, ImmutableArray<string> Asked, ImmutableArray<string> Names, ImmutableArray<string> HadSettings) : IFixChange
{
    private const string Apt = "apt-get";
    private const string Dnf = "dnf";

    public string Deed() => Names.Length == Asked.Length ? $"install {string.Join(' ', Asked)}" : $"install {string.Join(' ', Asked)}, in all {Names.Length} packages";

    public async Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
    {
        var here = await HereAsync(host, cancellationToken);
        if (here.Length == 0)
        {
            return FixState.Absent;
        }

        // What came later may need what we brought.
        if (Tool == Dnf)
        {
            var tried = await host.Eyes.System.RunAsync(["rpm", "-e", "--test", .. here], cancellationToken);
            return tried.Ok ? FixState.Made : FixState.Since(tried.Complaint);
        }

        var gone = Words(await host.HearAsync(cancellationToken, [Apt, "-s", "purge", .. here]), "Purg", "Remv").Except(Names, StringComparer.Ordinal).ToList();
        return gone.Count == 0 ? FixState.Made : FixState.Since($"{string.Join(", ", gone)} would go with what was installed");
    }

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken) => host.DoAsync(cancellationToken, [Tool, "install", "-y", .. Asked]);

    public async Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        var here = await HereAsync(host, cancellationToken);
        if (Tool == Dnf)
        {
            await host.DoAsync(cancellationToken, [Dnf, "remove", "-y", .. here]);
            return;
        }

        if (here.Intersect(HadSettings).ToList() is { Count: > 0 } kept)
        {
            await host.DoAsync(cancellationToken, [Apt, "remove", "-y", .. kept]);
        }

        if (here.Except(HadSettings).ToList() is { Count: > 0 } others)
        {
            await host.DoAsync(cancellationToken, [Apt, "purge", "-y", .. others]);
        }
    }

    /// <summary>By hand on Debian and Ubuntu.</summary>
    public static ImmutableArray<string> Debian(IEnumerable<string> names) => [$"sudo {Apt} update", $"sudo {Apt} install -y {string.Join(' ', names)}"];

    /// <summary>By hand on Rocky Linux and RHEL.</summary>
    public static ImmutableArray<string> RedHat(IEnumerable<string> names) => [$"sudo {Dnf} install -y {string.Join(' ', names)}"];

    /// <summary>Whether the host has one of the two tools.</summary>
    public static string? ToolOf(CheckHost host) => new[] { Apt, Dnf }.FirstOrDefault(host.System.Has);

    /// <summary>Brings the lists of packages up to date first: without them nobody knows what will come.</summary>
    public static async Task<IReadOnlyList<IFixChange>> PlanAsync(FixHost host, string tool, ImmutableArray<string> asked, CancellationToken cancellationToken)
    {
        if (tool == Dnf)
        {
            return [new PackagesInstalled(tool, asked, asked, [])];
        }

        await host.TryAsync(cancellationToken, Apt, "update"); // a host with a mirror on a disk needs no network
        var coming = Words(await host.HearAsync(cancellationToken, [Apt, "-s", "install", "-y", .. asked]), "Inst");
        var known = await StatesAsync(host, coming, cancellationToken);
        return [new PackagesInstalled(tool, asked, coming, [.. coming.Where(name => known.GetValueOrDefault(name, "").StartsWith("rc", StringComparison.Ordinal))])];
    }

    /// <summary>Of apt-get's rehearsal: <c>Inst name (version …)</c> is new; <c>Inst name [old] (version …)</c> is one brought up to date, which nobody takes back.</summary>
    private static ImmutableArray<string> Words(string rehearsal, params string[] verbs)
        => [.. rehearsal.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length > 1 && verbs.Contains(words[0]) && (words[0] != "Inst" || words.Length < 3 || !words[2].StartsWith('['))).Select(words => words[1])];

    private async Task<ImmutableArray<string>> HereAsync(FixHost host, CancellationToken cancellationToken)
    {
        if (Tool == Dnf)
        {
            var here = new List<string>();
            foreach (var name in Names)
            {
                if ((await host.Eyes.System.RunAsync(["rpm", "-q", name], cancellationToken)).Ok)
                {
                    here.Add(name);
                }
            }

            return [.. here];
        }

        var states = await StatesAsync(host, Names, cancellationToken);
        return [.. Names.Where(name => states.GetValueOrDefault(name, "un") is var state && !state.StartsWith("un", StringComparison.Ordinal) && !state.StartsWith("rc", StringComparison.Ordinal))];
    }

    /// <summary>Names with dpkg's two letters (dpkg-query(1)); those it does not know are left out, and make it end with 1.</summary>
    private static async Task<Dictionary<string, string>> StatesAsync(FixHost host, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var told = names.Count == 0 ? "" : (await host.Eyes.System.RunAsync(["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\t${binary:Package}\n", .. names], cancellationToken)).Output;
        return told.Split('\n').Select(line => line.Split('\t')).Where(words => words.Length == 2).GroupBy(words => words[1].Split(':')[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First()[0], StringComparer.Ordinal);
    }
}
