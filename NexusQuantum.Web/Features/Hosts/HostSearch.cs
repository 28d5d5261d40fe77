using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Live;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Hosts in the palette.</summary>
internal sealed class HostSearch(IHostApi api) : ISearchSource
{
    /// <inheritdoc/>
    public string Title => "Hosts";

    /// <inheritdoc/>
    public int Order => 20;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken)
        => ValueTask.FromResult<IReadOnlyList<SearchHit>>(text.Length == 0 ? [] :
        [
            .. api.Feed.Snapshot(caller)
                .Where(host => host.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || host.Address.Contains(text, StringComparison.OrdinalIgnoreCase) || host.Id.ToString().Contains(text, StringComparison.OrdinalIgnoreCase))
                .OrderBy(host => host.Name, StringComparer.Ordinal).Take(limit)
                .Select(host => new SearchHit(host.Name, HostPages.Icon, HostPaths.One(host.Id), host.Address)),
        ]);
}
