using System.Reflection;

namespace NexusQuantum.Agent;

/// <summary>The version this agent was built as.</summary>
internal static class AgentVersion
{
    public static readonly string Text =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
