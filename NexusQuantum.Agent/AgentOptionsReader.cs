using System.Net;
using System.Text;
using NexusQuantum.Agent.Networks;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent;

/// <summary>Reads <see cref="AgentOptions"/> from variables and collects every mistake, so that they are told at once.</summary>
internal sealed class AgentOptionsReader
{
    /// <summary>Longest path of a Unix socket (sockaddr_un, unix(7): 108 bytes with the closing zero).</summary>
    private const int MaxSocketPath = 107;

    private readonly Func<string, string?> _variable;
    private readonly bool _isRoot;
    private readonly List<string> _mistakes = [];

    private AgentOptionsReader(Func<string, string?> variable, bool isRoot) => (_variable, _isRoot) = (variable, isRoot);

    /// <summary>The options, or the mistakes as sentences that name variable, value and fix.</summary>
    public static (AgentOptions? Options, IReadOnlyList<string> Mistakes) Read(Func<string, string?> variable, bool isRoot)
    {
        var reader = new AgentOptionsReader(variable, isRoot);
        var options = reader.Read();
        return (reader._mistakes.Count == 0 ? options : null, reader._mistakes);
    }

    private AgentOptions Read()
    {
        var home = Text("HOME") ?? "/root";
        var run = DirectoryOf("FC_RUN_DIR", _isRoot ? "/srv/fc" : Path.Combine(home, ".local/share/nexus/fc"));
        var options = new AgentOptions
        {
            Bind = Bind(),
            ManagerBase = Manager(),
            RunDirectory = run,
            Bridge = Bridge(),
            ImageDirectory = DirectoryOf("NEXUS_IMAGE_DIR", _isRoot ? "/srv/images" : Path.Combine(home, ".local/share/nexus/images")),
            AgentDirectory = DirectoryOf("NEXUS_AGENT_DIR", Path.Combine(run, "agent")),
            Network = Network(),
        };
        CheckSocketPaths(run);
        return options;
    }

    private IPEndPoint Bind()
    {
        var text = Text("AGENT_BIND") ?? "0.0.0.0:9090";
        if (text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var bind) && bind.Port is > 0 and <= 65535)
        {
            return bind;
        }

        _mistakes.Add($"AGENT_BIND is '{text}', which is not an address and port. Set it like 0.0.0.0:9090 or [::]:9090.");
        return new IPEndPoint(IPAddress.Any, 9090);
    }

    private Uri? Manager()
    {
        var text = Text("MANAGER_BASE");
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { UserInfo: "", Query: "" })
        {
            return uri;
        }

        _mistakes.Add($"MANAGER_BASE is '{text}', which is not an http or https address. Set it to the portal's address, like http://portal:18080.");
        return null;
    }

    private string Bridge()
    {
        var text = Text("FC_BRIDGE") ?? "fcbr0";
        if (NetworkOptions.IsBridgeName(text))
        {
            return text;
        }

        _mistakes.Add($"FC_BRIDGE is '{text}', which cannot name an interface. Use at most 15 letters, digits and underscores, starting with a letter, like fcbr0.");
        return "fcbr0";
    }

    private NetworkChoice Network()
    {
        switch (Text("NEXUS_NETWORK_MODE")?.ToLowerInvariant())
        {
            case null or "auto":
                return NetworkChoice.Auto;
            case "nat":
                return NetworkChoice.Nat;
            case "bridged":
                return NetworkChoice.Bridged;
            case "user":
                return NetworkChoice.User;
            case var other:
                _mistakes.Add($"NEXUS_NETWORK_MODE is '{other}'. Set it to auto, nat, bridged or user.");
                return NetworkChoice.Auto;
        }
    }

    private string DirectoryOf(string name, string fallback)
    {
        var text = Text(name) ?? fallback;
        if (!Path.IsPathFullyQualified(text) || text.Any(char.IsControl))
        {
            _mistakes.Add($"{name} is '{text}', which is not an absolute path. Set it to one that starts with /.");
            return fallback;
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(text));
    }

    private void CheckSocketPaths(string run)
    {
        // The longest name the engines put below a VM's directory has 16 characters.
        var sample = Path.Combine(VmDirectory.Of(run, VmId.New()).Run, new string('x', 16));
        var length = Encoding.UTF8.GetByteCount(sample);
        if (length > MaxSocketPath)
        {
            _mistakes.Add($"FC_RUN_DIR '{run}' is too long: sockets below it would have paths of {length} bytes and Linux allows {MaxSocketPath}. Choose a directory whose path is {length - MaxSocketPath} bytes shorter.");
        }
    }

    private string? Text(string name) => _variable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
}
