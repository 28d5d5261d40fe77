using System.Text;

namespace NexusQuantum.Agent.Guest.Net;

/// <summary>/etc/resolv.conf (resolv.conf(5)). A symbolic link is another program's file and stays as it is.</summary>
internal static class ResolvConf
{
    private const int Most = 3; // MAXNS

    public static void Write(string path, IReadOnlyList<string> nameServers)
    {
        var text = new StringBuilder();
        foreach (var server in nameServers.Take(Most))
        {
            if (!InterfaceAddress.TryParseHost(server, out var address))
            {
                throw new FormatException("a name server is no IPv4 address");
            }

            text.Append("nameserver ").Append(address).Append('\n');
        }

        var file = new FileInfo(path);
        if (file.LinkTarget is not null || (file.Exists && File.ReadAllText(path) == text.ToString()))
        {
            return;
        }

        File.WriteAllText(path, text.ToString());
    }
}
