using System.Text;
using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest;

/// <summary>PRETTY_NAME of os-release(5).</summary>
internal static class Distribution
{
    private const string Key = "PRETTY_NAME=";
    private const int Longest = 128;

    public static string? Name()
    {
        var bytes = new SmallFile().Read("/etc/os-release");
        return Parse(Encoding.UTF8.GetString(bytes.Length > 0 ? bytes : new SmallFile().Read("/usr/lib/os-release")));
    }

    internal static string? Parse(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(Key, StringComparison.Ordinal))
            {
                var name = line[Key.Length..].Trim().Trim('"', '\'');
                return name.Length is > 0 and <= Longest ? name : null;
            }
        }

        return null;
    }
}
