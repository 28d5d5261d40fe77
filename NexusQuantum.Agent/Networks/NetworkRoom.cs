using Microsoft.Extensions.Logging;

namespace NexusQuantum.Agent.Networks;

/// <summary>Chooses the networks of this host.</summary>
internal static class NetworkRoom
{
    public static IHostNetworks Open(AgentOptions options, TimeProvider time, ILoggerFactory loggers)
        => new UserModeNetworks("User-mode networking: guests reach nothing outside, and only this host reaches them.");
}
