namespace NexusQuantum.Web.Features.Images;

/// <summary>Where images pass through.</summary>
/// <param name="StagingDirectory">Uploads until a host took them; <c>NEXUS_DATA_DIR/staging</c>.</param>
/// <param name="BaseImages">A directory with a <c>manifest.json</c> made by <c>deploy/images</c>: <c>NEXUS_BASE_IMAGES</c>; null for none.</param>
internal sealed record ImageOptions(string StagingDirectory, string? BaseImages)
{
    /// <summary>Largest upload.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Room that is left free on the portal's disk whatever comes.</summary>
    public long KeepFreeBytes { get; init; } = 256L << 20;
}
