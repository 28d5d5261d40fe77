using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Images in the palette.</summary>
internal sealed class ImageSearch(IImageApi api) : ISearchSource
{
    /// <inheritdoc/>
    public string Title => "Images";

    /// <inheritdoc/>
    public int Order => 30;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken)
        => ValueTask.FromResult<IReadOnlyList<SearchHit>>(text.Length == 0 ? [] :
        [
            .. api.Feed.Snapshot(caller)
                .Where(image => image.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || image.Id.ToString().Contains(text, StringComparison.OrdinalIgnoreCase) || image.Digest.Hex.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                .OrderBy(image => image.Name, StringComparer.Ordinal).Take(limit)
                .Select(image => new SearchHit(image.Name, ImagePages.Icon, ImagePaths.All + "?image=" + image.Id, Units.Bytes(image.Bytes))),
        ]);
}
