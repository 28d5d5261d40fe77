using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>A host as recorded: a tree of files in a directory of its own, and what its programs answer.</summary>
internal sealed class RecordedHost : IHostPrograms, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nq-check-").FullName;
    private readonly Dictionary<string, ChildResult> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    public bool IsRoot { get; set; } = true;

    public CheckHost Host => new(_root, this, new CheckSettings
    {
        Variable = name => _variables.GetValueOrDefault(name),
        IsRoot = IsRoot,
        RunDirectory = "/srv/fc",
        ImageDirectory = "/srv/images",
        Bridge = "fcbr0",
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

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
