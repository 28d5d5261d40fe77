using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Ui;

/// <summary>Something the search palette looks through, registered by a feature.</summary>
internal interface ISearchSource
{
    /// <summary>Heading of its hits: "Machines".</summary>
    string Title { get; }

    /// <summary>Place among the sources.</summary>
    int Order { get; }

    /// <summary>Best hits first, at most <paramref name="limit"/>. Empty text asks for what is worth offering unasked.</summary>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken);
}

/// <summary>A hit: a page to go to, or something to do.</summary>
/// <param name="Text">What it is, or the verb with its object.</param>
/// <param name="Icon">SVG of the icon.</param>
/// <param name="Href">The page to go to; null when <paramref name="Act"/> is set.</param>
/// <param name="Detail">What tells it from others.</param>
/// <param name="Act">What to do; answers what to say when it cannot be done, null when all went well.</param>
internal sealed record SearchHit(string Text, string Icon, string? Href = null, string? Detail = null, Func<CancellationToken, Task<string?>>? Act = null);
