using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Networks;

/// <summary>
/// The leases as a file dnsmasq reads anew on SIGHUP. It lies where dnsmasq's own account can reach it, which it could not below a
/// closed data directory: starting it anew for each VM would cost every one of them a tenth of a second. Named after the state
/// directory, so installations do not meet.
/// </summary>
internal sealed class DnsmasqHosts(string directory)
{
    private string? _text;

    public string Path { get; } = System.IO.Path.Combine(
        "/run", "nexus-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..12] + ".hosts");

    /// <summary>False when it says the same already.</summary>
    public bool Write(IEnumerable<Lease> leases)
    {
        var text = DnsmasqFiles.Hosts(leases);
        if (string.Equals(_text, text, StringComparison.Ordinal))
        {
            return false;
        }

        AtomicFile.Write(Path, text);
        _text = text;
        File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("644", 8));
        return true;
    }

    public void Delete()
    {
        File.Delete(Path);
        _text = null;
    }
}
