using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>Ranges of user ids the host uses already: passwd(5) and subuid(5), lines of fields with colons.</summary>
internal static class IdRanges
{
    /// <param name="path">The file; missing is empty.</param>
    /// <param name="field">Which field holds the first id.</param>
    /// <param name="width">How many ids a line means; null when the next field says it.</param>
    public static IReadOnlyList<(uint First, ulong Count)> Read(string path, int field, ulong? width)
    {
        var ranges = new List<(uint, ulong)>();
        if (!File.Exists(path))
        {
            return ranges;
        }

        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(':');
            var count = width ?? 0;
            if (fields.Length > field
                && uint.TryParse(fields[field], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && (width is not null
                    || (fields.Length > field + 1 && ulong.TryParse(fields[field + 1], NumberStyles.None, CultureInfo.InvariantCulture, out count))))
            {
                ranges.Add((first, count));
            }
        }

        return ranges;
    }

    /// <summary>Whether passwd(5) has an account of that name.</summary>
    public static bool HasUser(string name)
        => File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
}
