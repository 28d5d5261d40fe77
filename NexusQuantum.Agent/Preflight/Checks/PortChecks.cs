using System.Net;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>The agent's port is free or its own, and the portal's is reached.</summary>
internal sealed class PortChecks(CheckHost host)
{
    private const string Ours = "nexus-agent";

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(new CheckInfo("port-agent", CheckSection.Ports.Id, Required, "Port of the agent", "free, or held by nexus-agent"), Agent),
        new Check(new CheckInfo("port-portal", CheckSection.Ports.Id, Recommended, "Way to the portal", "MANAGER_BASE takes connections"), PortalAsync) { Patience = TimeSpan.FromSeconds(3) },
    ];

    private CheckOutcome Agent(CheckInfo info)
    {
        var address = host.Settings.Bind;
        return host.System.WhyNotListen(address) is not { } why ? CheckOutcome.Pass($"{address.Port} free", $"{address} is free.")
            : why.Contains(Ours, StringComparison.Ordinal) ? CheckOutcome.Pass($"{address.Port} held by nexus-agent", $"{address} is held by {Ours}.")
            : CheckOutcome.Miss(info, $"{address.Port} taken", why, new CheckFix($"Stop that program, or choose another port with AGENT_BIND, such as {new IPEndPoint(address.Address, address.Port + 1)}."));
    }

    private async Task<CheckOutcome> PortalAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (host.Settings.Portal is not { } portal)
        {
            return CheckOutcome.NotApplicable("MANAGER_BASE is not set: the portal dials the agent, so it is needed for joining only.");
        }

        return await host.System.ReachesAsync(portal.DnsSafeHost, portal.Port, cancellationToken)
            ? CheckOutcome.Pass($"{portal.Host}:{portal.Port} answers", $"The portal's port at {portal.Host}:{portal.Port} takes connections.")
            : CheckOutcome.Miss(info, $"{portal.Host}:{portal.Port} refuses", $"Nothing takes connections at {portal.Host}:{portal.Port}, the portal's address.", new CheckFix("Start the portal, open its port 18080 on its host's firewall, or correct MANAGER_BASE."));
    }
}
