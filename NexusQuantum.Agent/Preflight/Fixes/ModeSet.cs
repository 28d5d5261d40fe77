using System.Globalization;
using NexusQuantum.Agent.Preflight.Checks;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>The mode of a directory; whose it is stays.</summary>
internal sealed record ModeSet(string Path, uint Before, uint After) : IFixChange
{
    public string Deed() => $"set the mode of {Path} from {Octal(Before)} to {Octal(After)}";

    public Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
        => Task.FromResult(host.Eyes.System.Owner(Path) is not { IsDirectory: true } owner || owner.Mode == Before ? FixState.Absent
            : owner.Mode == After ? FixState.Made
            : FixState.Since($"the mode of {Path} is {Octal(owner.Mode)} by now"));

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.SetMode(Path, After);
        return Task.CompletedTask;
    }

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.SetMode(Path, Before);
        return Task.CompletedTask;
    }

    /// <summary>By hand.</summary>
    public static string Command(string path) => $"sudo chmod {Octal(DirectoryMade.Mode)} {path}";

    /// <summary>Closes a directory others may write to, and makes one that is missing.</summary>
    public static IReadOnlyList<IFixChange> Plan(FixHost host, string path)
        => host.Eyes.System.Owner(path) is not { } owner ? DirectoryMade.Plan(host, path)
            : owner.IsDirectory && (owner.Mode & DirectoryChecks.WritableByOthers) != 0 ? [new ModeSet(path, owner.Mode, DirectoryMade.Mode)]
            : [];

    private static string Octal(uint mode) => Convert.ToString(mode, 8).ToString(CultureInfo.InvariantCulture);
}
