namespace NexusQuantum.Agent.Shells;

/// <summary>What a viewer gets: exactly one of the three.</summary>
/// <param name="Count">Bytes put into the viewer's buffer.</param>
/// <param name="Skipped">Bytes it missed because it was slow.</param>
/// <param name="LiveChanged">The VM started or ended.</param>
internal readonly record struct ConsoleNews(int Count, long Skipped, bool LiveChanged);
