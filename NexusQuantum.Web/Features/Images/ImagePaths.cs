namespace NexusQuantum.Web.Features.Images;

/// <summary>Addresses of the image pages.</summary>
internal static class ImagePaths
{
    /// <summary>The list.</summary>
    public const string All = "/images";
}
