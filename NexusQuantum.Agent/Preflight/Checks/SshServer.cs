using System.Globalization;
using System.Net;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The settings of the host's SSH server (sshd_config(5)).</summary>
internal static class SshServer
{
    private const string File = "/etc/ssh/sshd_config";

    public static bool IsThere(CheckHost host) => host.Exists(File);

    /// <summary>22 where nothing else is set.</summary>
    public static int Port(CheckHost host) => int.TryParse(Word(host, "Port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 22;

    /// <summary>Where it is reached from this host itself.</summary>
    public static string Address(CheckHost host)
        => IPAddress.TryParse(Word(host, "ListenAddress"), out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) ? address.ToString() : "127.0.0.1";

    /// <summary>What is set for a subject; null for what is left as it is. The first word counts, and what is included stands first on these distributions.</summary>
    public static string? Word(CheckHost host, string subject)
        => !IsThere(host) ? null : host.Names(File + ".d").Select(name => $"{File}.d/{name}").Append(File).SelectMany(host.Lines)
            .Select(line => line.Trim().Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 1 && words[0].Equals(subject, StringComparison.OrdinalIgnoreCase)).Select(words => words[1]).FirstOrDefault();
}
