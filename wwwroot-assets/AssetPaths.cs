namespace NexusQuantum.Assets;

/// <summary>Marks the assembly that carries the portal's own static files.</summary>
public static class AssetPaths;
