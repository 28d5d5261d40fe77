using System.Collections.Immutable;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A directory that was not there. It goes again only while it is empty.</summary>
internal sealed record DirectoryMade(string Path) : IFixChange
{
    public const uint Mode = 0x1ED; // 0755

    public string Deed() => $"make {Path}";

    public Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
        => Task.FromResult(host.Eyes.System.Owner(Path) is not { } owner ? FixState.Absent
            : !owner.IsDirectory ? FixState.Since($"{Path} is no directory by now")
            : host.Eyes.Names(Path).Count > 0 ? FixState.Since($"{Path} is not empty")
            : FixState.Made);

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.MakeDirectory(Path, Mode);
        return Task.CompletedTask;
    }

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.RemoveDirectory(Path);
        return Task.CompletedTask;
    }

    /// <summary>By hand.</summary>
    public static ImmutableArray<string> Commands(string path) => [$"sudo mkdir -p {path}", ModeSet.Command(path)];

    /// <summary>The directory and those above it, as far as they are missing.</summary>
    public static IReadOnlyList<IFixChange> Plan(FixHost host, string path)
    {
        var missing = new Stack<IFixChange>();
        for (var at = path; at is not (null or "/") && host.Eyes.System.Owner(at) is null; at = System.IO.Path.GetDirectoryName(at))
        {
            missing.Push(new DirectoryMade(at));
        }

        return [.. missing];
    }
}
