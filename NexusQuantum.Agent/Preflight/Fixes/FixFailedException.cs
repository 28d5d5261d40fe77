namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>The host refused a change; the message says what and why, for people.</summary>
internal sealed class FixFailedException(string message) : Exception(message);
