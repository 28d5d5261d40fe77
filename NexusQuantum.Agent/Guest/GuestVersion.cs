using System.Reflection;

namespace NexusQuantum.Agent.Guest;

/// <summary>The guest agent's own version.</summary>
internal static class GuestVersion
{
    public static string Text { get; } = typeof(GuestVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
