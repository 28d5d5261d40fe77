using System.Globalization;
using System.Text;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A line at the end of a file of settings, which it makes where there is none.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, without its end.</param>
/// <param name="Before">All of the file before; null when there was none.</param>
/// <param name="Mode">The file's mode before, or the one it gets.</param>
internal sealed record LineAdded(string Path, string Line, byte[]? Before, uint Mode) : IFixChange
{
    private const uint Readable = 0x1A4; // 0644

    private byte[] After
    {
        get
        {
            var before = Before ?? [];
            var end = before.Length > 0 && before[^1] != '\n' ? "\n" : "";
            return [.. before, .. Encoding.UTF8.GetBytes($"{end}{Line}\n")];
        }
    }

    public string Deed() => string.Create(CultureInfo.InvariantCulture, $"write '{Line}' into {Path}");

    public Task<FixState> LookAsync(FixHost host, CancellationToken cancellationToken)
    {
        var now = host.Bytes(Path);
        return Task.FromResult(Same(now, After) ? FixState.Made : Same(now, Before) ? FixState.Absent : FixState.Since($"{Path} was changed since"));
    }

    public Task MakeAsync(FixHost host, CancellationToken cancellationToken)
    {
        host.Replace(Path, After, Mode);
        return Task.CompletedTask;
    }

    public Task UndoAsync(FixHost host, CancellationToken cancellationToken)
    {
        if (Before is null)
        {
            host.Delete(Path);
        }
        else
        {
            host.Replace(Path, Before, Mode);
        }

        return Task.CompletedTask;
    }

    /// <summary>By hand.</summary>
    public static string Command(string line, string path) => $"echo {line} | sudo tee -a {path}";

    /// <summary>With the file's directory where that is missing; nothing where the line is there.</summary>
    public static IReadOnlyList<IFixChange> Plan(FixHost host, string line, string path)
    {
        var before = host.Bytes(path);
        return before is not null && Encoding.UTF8.GetString(before).Split('\n').Contains(line, StringComparer.Ordinal) ? []
            : [.. DirectoryMade.Plan(host, System.IO.Path.GetDirectoryName(path) ?? "/"), new LineAdded(path, line, before, before is null ? Readable : host.Eyes.System.Owner(path)?.Mode ?? Readable)];
    }

    private static bool Same(byte[]? one, byte[]? other) => one is null ? other is null : other is not null && one.AsSpan().SequenceEqual(other);
}
