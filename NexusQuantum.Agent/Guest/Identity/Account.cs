namespace NexusQuantum.Agent.Guest.Identity;

/// <summary>A line of /etc/passwd (passwd(5)).</summary>
internal sealed record Account(string Name, uint Uid, uint Gid, string Home, string Shell)
{
    /// <summary>What there is when /etc/passwd is not.</summary>
    public static Account Root { get; } = new("root", 0, 0, "/root", "/bin/sh");

    /// <summary>The account a line tells of; null when it is malformed.</summary>
    public static Account? Parse(string line)
    {
        var parts = line.Split(':');
        return parts.Length == 7
            && parts[0].Length > 0
            && uint.TryParse(parts[2], System.Globalization.CultureInfo.InvariantCulture, out var uid)
            && uint.TryParse(parts[3], System.Globalization.CultureInfo.InvariantCulture, out var gid)
            ? new Account(parts[0], uid, gid, parts[5].Length == 0 ? "/" : parts[5], parts[6].Length == 0 ? "/bin/sh" : parts[6])
            : null;
    }
}
