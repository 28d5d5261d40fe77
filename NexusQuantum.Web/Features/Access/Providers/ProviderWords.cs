namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>A provider as the audit tells it; never its secret.</summary>
internal static class ProviderWords
{
    public static Dictionary<string, string?> Of(SignInProvider row, string? mappings) => new(StringComparer.Ordinal)
    {
        ["name"] = row.Name,
        ["authority"] = row.Authority,
        ["clientId"] = row.ClientId,
        ["scopes"] = row.Scopes,
        ["newAccounts"] = row.NewAccounts ? "yes" : "no",
        ["enabled"] = row.Enabled ? "yes" : "no",
        ["mappings"] = mappings,
    };

    /// <summary>Those of the first that differ in the second.</summary>
    public static Dictionary<string, string?> Changed(Dictionary<string, string?> these, Dictionary<string, string?> those)
        => these.Where(pair => !string.Equals(pair.Value, those.GetValueOrDefault(pair.Key), StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
}
