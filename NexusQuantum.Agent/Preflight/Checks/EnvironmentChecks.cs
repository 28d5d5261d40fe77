using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The variables of the agent: read as the agent reads them.</summary>
internal sealed class EnvironmentChecks(CheckHost host)
{
    public IEnumerable<IPreflightCheck> All =>
    [
        Of("AGENT_BIND", "an address and port", host.Settings.Bind.ToString()),
        Of("FC_RUN_DIR", "an absolute path", host.Settings.RunDirectory),
        Of("FC_BRIDGE", "the name of an interface", host.Settings.Bridge),
        Of("MANAGER_BASE", "an http or https address", "not needed but for joining"),
        Of("NEXUS_IMAGE_DIR", "an absolute path", host.Settings.ImageDirectory),
    ];

    private Check Of(string name, string needed, string otherwise)
        => new(new CheckInfo("environment-" + name.ToLowerInvariant().Replace('_', '-'), CheckSection.Environment.Id, Required, name, needed), info =>
        {
            var value = host.Settings.Variable(name);
            return host.Settings.Mistakes.FirstOrDefault(mistake => mistake.StartsWith(name + " ", StringComparison.Ordinal)) is { } mistake
                ? CheckOutcome.Miss(info, value, mistake, new CheckFix($"Correct {name} in the agent's environment file."))
                : CheckOutcome.Pass(value ?? "not set", value is null ? $"{name} is not set: {otherwise}." : $"{name} is {value}.");
        });
}
