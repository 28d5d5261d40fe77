using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>A room is the first part of a namespace below its assembly's root; a feature is a room of its own.</summary>
internal static class Rooms
{
    /// <summary>Empty for the root itself: the host class that puts the rooms together.</summary>
    public static string Of(string fullName, string root)
    {
        if (!fullName.StartsWith(root + ".", StringComparison.Ordinal))
        {
            return "";
        }

        var parts = fullName[(root.Length + 1)..].Split('.');
        return parts.Length == 1 ? "" : parts[0] == "Features" && parts.Length > 2 ? "Features." + parts[1] : parts[0];
    }

    /// <summary>Every arrow between two rooms of an assembly.</summary>
    public static IEnumerable<Arrow> Arrows(AssemblyScan scan, string root)
    {
        var types = scan.Types.ToDictionary(type => type.FullName, StringComparer.Ordinal);
        return from type in scan.Types
               from name in type.Uses
               where types.ContainsKey(name)
               let source = Of(type.FullName, root)
               let target = Of(name, root)
               where source != target
               select new Arrow(source, type, target, types[name]);
    }
}

/// <summary>One type naming another in a different room.</summary>
internal sealed record Arrow(string From, TypeFacts Source, string To, TypeFacts Target)
{
    public override string ToString() => $"{Source.FullName} names {Target.FullName}";
}
