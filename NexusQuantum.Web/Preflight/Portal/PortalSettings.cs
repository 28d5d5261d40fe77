using Npgsql;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>What the checks know of the portal's environment.</summary>
/// <param name="Options">As read; what could not be read stands at its default.</param>
/// <param name="Mistakes">Sentences that begin with the name of a variable.</param>
/// <param name="Variable">The variables as given; never shown where they hold a secret.</param>
/// <param name="Serves">True inside a running portal, which holds its own port.</param>
internal sealed record PortalSettings(WebOptions Options, IReadOnlyList<string> Mistakes, Func<string, string?> Variable, bool Serves)
{
    /// <summary>The password in <c>DATABASE_URL</c>, to be judged and not shown; null where there is none.</summary>
    public string? Password => Options.Database is { } own ? new NpgsqlConnectionStringBuilder(own.ConnectionString).Password : null;

    /// <summary>What is wrong with a variable; null when nothing is.</summary>
    public string? MistakeOf(string name) => Mistakes.FirstOrDefault(mistake => mistake.StartsWith(name + " ", StringComparison.Ordinal));
}
