namespace NexusQuantum.Agent.Vms;

/// <summary><c>epoch.json</c> in the agent's directory.</summary>
/// <param name="Epoch">Made anew when the file is gone.</param>
/// <param name="ReservedVersion">No version above this one was ever given; versions are reserved in blocks so that a crash repeats none.</param>
internal sealed record EpochFile(string Epoch, long ReservedVersion);
