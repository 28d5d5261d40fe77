namespace NexusQuantum.Agent.Preflight;

/// <summary>Something a check needs cannot be read; the message says what and why, for people.</summary>
internal sealed class UnreadableException(string what, string why) : Exception($"{what} cannot be read: {why}");
