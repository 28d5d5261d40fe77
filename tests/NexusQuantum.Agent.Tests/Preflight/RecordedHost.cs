using System.Net;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>A host as recorded: a tree of files in a directory of its own, and what its programs answer.</summary>
internal sealed class RecordedHost : IHostSystem, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nq-check-").FullName;
    private readonly Dictionary<string, ChildResult> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    private readonly Dictionary<string, PathOwner> _owners = new(StringComparer.Ordinal);

    public bool IsRoot { get; init; } = true;

    /// <summary>The file system of every path; null where the system refuses.</summary>
    public FileSystemFacts? Disk { get; init; }

    public string? Taken { get; init; }

    public bool Reached { get; init; }

    public bool? Clock { get; init; }

    public bool Opens { get; init; }

    public DiskFigures? Figures { get; init; }

    public (bool Usable, string Told)? Kvm { get; init; }

    public Uri? Portal { get; init; }

    public IReadOnlyList<string> Mistakes { get; init; } = [];

    public IReadOnlyList<string> SshHosts { get; init; } = [];

    public bool MeasureStorage { get; init; } = true;

    public CheckHost Host => new(_root, this, new CheckSettings
    {
        Variable = name => _variables.GetValueOrDefault(name),
        IsRoot = IsRoot,
        RunDirectory = "/srv/fc",
        ImageDirectory = "/srv/images",
        Bridge = "fcbr0",
        Bind = new IPEndPoint(IPAddress.Any, 9090),
        Portal = Portal,
        Mistakes = Mistakes,
        SshHosts = SshHosts,
        MeasureStorage = MeasureStorage,
    });

    public RecordedHost With(string path, string text)
    {
        var file = Path.Combine(_root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(file) ?? _root);
        File.WriteAllText(file, text);
        return this;
    }

    public RecordedHost WithDirectory(string path)
    {
        Directory.CreateDirectory(Path.Combine(_root, path.TrimStart('/')));
        return this;
    }

    /// <summary>A link at <paramref name="path"/> to another path of the host.</summary>
    public RecordedHost Link(string path, string target)
    {
        var link = Path.Combine(_root, path.TrimStart('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(link) ?? _root);
        File.CreateSymbolicLink(link, Path.Combine(_root, target.TrimStart('/')));
        return this;
    }

    public RecordedHost Owned(string path, uint mode, bool isDirectory = true)
    {
        _owners[path] = new PathOwner(0, 0, mode, isDirectory);
        return this;
    }

    /// <summary>What <paramref name="command"/> (its words with blanks between) answers; others are not installed.</summary>
    public RecordedHost Answers(string command, string output, int code = 0, string error = "")
    {
        _answers[command] = new ChildResult(code, output, error, TimedOut: false);
        return this;
    }

    public RecordedHost Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public bool Has(string program) => _answers.Keys.Any(command => command == program || command.StartsWith(program + " ", StringComparison.Ordinal));

    public Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
        => Task.FromResult(_answers.GetValueOrDefault(string.Join(' ', command)) ?? new ChildResult(127, "", $"{command[0]} is not installed", TimedOut: false));

    public FileSystemFacts? Space(string path) => Disk;

    public PathOwner? Owner(string path) => _owners.GetValueOrDefault(path);

    public string? WhyNotListen(IPEndPoint address) => Taken;

    public Task<bool> ReachesAsync(string host, int port, CancellationToken cancellationToken) => Task.FromResult(Reached);

    public bool Writes(string path) => Opens;

    public bool? ClockIsKept() => Clock;

    public Task<DiskFigures> MeasureDiskAsync(string directory, CancellationToken cancellationToken)
        => Figures is { } figures ? Task.FromResult(figures) : Task.FromException<DiskFigures>(new IOException("a file without cache cannot be made in /srv/fc (Invalid argument)"));

    public Task<(bool Usable, string Told)> ProbeKvmAsync(CancellationToken cancellationToken)
        => Kvm is { } found ? Task.FromResult(found) : Task.FromException<(bool, string)>(new IOException("the probe did not start"));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
