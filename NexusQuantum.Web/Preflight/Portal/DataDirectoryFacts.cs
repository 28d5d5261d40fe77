namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The data directory as this account finds it.</summary>
/// <param name="Mode">Its permissions.</param>
/// <param name="WhyNotWritable">What happened when a file was made in it and removed; null when that went well.</param>
internal sealed record DataDirectoryFacts(UnixFileMode Mode, string? WhyNotWritable);
