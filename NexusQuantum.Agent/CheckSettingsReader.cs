using System.Net;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Preflight;

namespace NexusQuantum.Agent;

/// <summary>What checks are told on this host.</summary>
internal static class CheckSettingsReader
{
    /// <summary>As the agent would be told here. What it would refuse takes its default, and the check of the variables says so.</summary>
    public static CheckSettings Read(Func<string, string?> variable)
    {
        var (options, mistakes) = AgentOptionsReader.Read(variable, HostReadings.IsRoot);
        options ??= AgentOptionsReader.Read(name => name == "HOME" ? variable(name) : null, HostReadings.IsRoot).Options;
        return new CheckSettings
        {
            Variable = variable,
            IsRoot = HostReadings.IsRoot,
            RunDirectory = options?.RunDirectory ?? "/srv/fc",
            ImageDirectory = options?.ImageDirectory ?? "/srv/images",
            Bridge = options?.Bridge ?? "fcbr0",
            Bind = options?.Bind ?? new IPEndPoint(IPAddress.Any, 9090),
            Portal = options?.ManagerBase,
            Mistakes = mistakes,
        };
    }
}
