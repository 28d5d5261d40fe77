using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The variables of the portal: read as the portal reads them.</summary>
internal sealed class VariableChecks(IPortalFacts portal)
{
    public IEnumerable<IPreflightCheck> All =>
    [
        Of("DATABASE_URL", "a postgresql:// address", "the portal keeps a private server", portal.Settings.Options.Database?.Shown),
        Of("MANAGER_BIND", "an address and port", portal.Settings.Options.Bind.ToString()),
        Of("MANAGER_BASE", "an http or https address", "each browser's own address is used"),
        Of("NEXUS_DATA_DIR", "a path", portal.Settings.Options.DataDirectory),
        Of("NEXUS_TLS_CERT", "a PEM file, with NEXUS_TLS_KEY", "the portal makes a certificate of its own"),
    ];

    /// <summary><paramref name="shown"/> stands for a value that holds a secret.</summary>
    private Check Of(string name, string needed, string otherwise, string? shown = null)
        => new(new CheckInfo("environment-" + name.ToLowerInvariant().Replace('_', '-'), CheckSection.Environment.Id, CheckLevel.Required, name, needed), info =>
        {
            var given = portal.Settings.Variable(name) is { Length: > 0 } value ? value : null;
            return portal.Settings.MistakeOf(name) is { } mistake ? CheckOutcome.Miss(info, "not readable", mistake, new CheckFix($"Correct {name} in the portal's environment file."))
                : given is null ? CheckOutcome.Pass("not set", $"{name} is not set: {otherwise}.")
                : CheckOutcome.Pass(shown ?? given, $"{name} is {shown ?? given}.");
        });
}
