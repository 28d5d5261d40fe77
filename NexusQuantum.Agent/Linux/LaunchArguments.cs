using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace NexusQuantum.Agent.Linux;

/// <summary>The trampoline's own options, as <see cref="Launcher"/> writes them.</summary>
internal sealed class LaunchArguments
{
    public string? Directory { get; private set; }

    public string? PidFile { get; private set; }

    public uint? Uid { get; private set; }

    public int Descriptors { get; private set; }

    public List<uint> Groups { get; } = [];

    public List<string> Cgroups { get; } = [];

    public string Program { get; private set; } = string.Empty;

    public IReadOnlyList<string> Arguments { get; private set; } = [];

    public static bool TryParse(ReadOnlySpan<string> args, [NotNullWhen(true)] out LaunchArguments? result)
    {
        result = null;
        var parsed = new LaunchArguments();
        var separator = args.IndexOf("--");
        if (separator < 0 || separator % 2 != 0 || separator + 1 >= args.Length)
        {
            return false;
        }

        for (var i = 0; i < separator; i += 2)
        {
            if (!parsed.Take(args[i], args[i + 1]))
            {
                return false;
            }
        }

        parsed.Program = args[separator + 1];
        parsed.Arguments = args[(separator + 2)..].ToArray();
        result = parsed;
        return true;
    }

    private bool Take(string option, string value)
    {
        switch (option)
        {
            case "--chdir":
                Directory = value;
                return true;
            case "--pidfile":
                PidFile = value;
                return true;
            case "--cgroup":
                Cgroups.Add(value);
                return true;
            case "--descriptors":
                Descriptors = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
                return count is >= 0 and < 128;
            case "--uid":
                // Becoming root is not what this is for.
                Uid = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : 0;
                return uid > 0;
            case "--group":
                var good = uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var group) && group > 0;
                Groups.Add(group);
                return good;
            default:
                return false;
        }
    }
}
