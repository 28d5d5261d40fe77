using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>Host name (hostname(5), RFC 1123 labels) and machine id (machine-id(5)).</summary>
internal static class HostIdentity
{
    private const int LongestName = 63;

    public static unsafe void SetName(string name)
    {
        if (!IsName(name))
        {
            throw new FormatException("not a host name");
        }

        var bytes = Encoding.ASCII.GetBytes(name);
        fixed (byte* start = bytes)
        {
            if (Libc.SetHostName(start, (nuint)bytes.Length) < 0)
            {
                throw LinuxException.Last("sethostname");
            }
        }

        var old = SmallFile.Line("/etc/hostname");
        WriteIfOther("/etc/hostname", name + "\n");
        Resolve(old, name);
    }

    public static void SetMachineId(string id)
    {
        if (id.Length != 32 || !id.All(char.IsAsciiHexDigitLower))
        {
            throw new FormatException("not 32 hexadecimal digits");
        }

        WriteIfOther("/etc/machine-id", id + "\n");
    }

    internal static bool IsName(string name)
        => name.Length is > 0 and <= LongestName
            && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && name[0] is not ('-' or '.')
            && name[^1] is not ('-' or '.');

    /// <summary>The name must resolve without a name server (sudo and others ask); Debian's 127.0.1.1 line.</summary>
    private static void Resolve(string? old, string name)
    {
        const string Hosts = "/etc/hosts";
        const string Own = "127.0.1.1";
        if (!File.Exists(Hosts))
        {
            return;
        }

        var line = $"{Own}\t{name}";
        var lines = File.ReadAllLines(Hosts).ToList();
        var at = lines.FindIndex(l => l.StartsWith(Own, StringComparison.Ordinal)
            && (old is null || l.EndsWith(old, StringComparison.Ordinal) || l.EndsWith(name, StringComparison.Ordinal)));
        if (at >= 0 && lines[at] == line)
        {
            return;
        }

        if (at >= 0)
        {
            lines[at] = line;
        }
        else
        {
            lines.Add(line);
        }

        File.WriteAllText(Hosts, string.Join('\n', lines) + "\n");
    }

    private static void WriteIfOther(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            File.WriteAllText(path, text);
        }
    }
}
