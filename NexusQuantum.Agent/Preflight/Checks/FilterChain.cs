using NexusQuantum.Agent.Networks;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>A chain of nftables that drops what comes in unless a rule lets it.</summary>
internal sealed record FilterChain(string Family, string Table, string Name)
{
    /// <summary>A rule set as <c>nft list ruleset</c> prints it, without our own tables of bridges.</summary>
    public static string WithoutOurs(string ruleset)
    {
        var ours = false;
        return string.Join('\n', ruleset.Split('\n').Where(line =>
        {
            ours = line.Trim().Split(' ') is ["table", _, var name, "{"] ? NftRules.IsOurs(name) : ours;
            return !ours;
        }));
    }

    /// <summary>Those of a rule set as <c>nft list ruleset</c> prints it. Ours of a bridge are told apart by their tables' names.</summary>
    public static IEnumerable<FilterChain> In(string ruleset)
    {
        var (family, table, chain) = ("", "", "");
        foreach (var line in ruleset.Split('\n').Select(line => line.Trim()))
        {
            switch (line.Split(' '))
            {
                case ["table", var kind, var name, "{"]:
                    (family, table) = (kind, name);
                    break;
                case ["chain", var name, "{"]:
                    chain = name;
                    break;
            }

            if (family is "ip" or "inet" && !NftRules.IsOurs(table) && line.Contains("hook input", StringComparison.Ordinal) && line.Contains("policy drop", StringComparison.Ordinal))
            {
                yield return new FilterChain(family, table, chain);
            }
        }
    }
}
