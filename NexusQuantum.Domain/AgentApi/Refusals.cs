using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>Why portal and agent do not work together, in the same words on both sides: the portal shows them, the agent logs them.</summary>
public static class Refusals
{
    /// <summary>The clocks are further apart than certificates bear; names both readings.</summary>
    public static Error Clock(string host, DateTimeOffset hostClock, DateTimeOffset portalClock)
        => new(ErrorKind.Unavailable, "host-clock-wrong", $"The clock of {host} says {hostClock.UtcDateTime:u} and the portal's {portalClock.UtcDateTime:u}: it is {ClockRule.Apart(hostClock, portalClock)}, and certificates bear one hour.")
        {
            Fix = "Set whichever of the two clocks is wrong (timedatectl set-ntp true), then it goes on by itself.",
        };

    /// <summary>They share no number of the contract.</summary>
    public static Error Version(string host, ContractOffer agent, ContractOffer portal)
        => new(ErrorKind.Unavailable, "host-version-wrong", $"The agent of {host} is of release {agent.Release} and speaks contract {Numbers(agent)}; the portal is of release {portal.Release} and speaks {Numbers(portal)}.")
        {
            Fix = agent.Newest < portal.Oldest ? "Upgrade the agent to the portal's release, or to the one before." : "Upgrade the portal first, then its agents.",
        };

    private static string Numbers(ContractOffer offer) => offer.Oldest == offer.Newest ? $"{offer.Newest}" : $"{offer.Oldest} to {offer.Newest}";
}
