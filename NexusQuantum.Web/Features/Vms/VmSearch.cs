using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Machines in the palette, by the same words as the list's query.</summary>
internal sealed class VmSearch(IVmApi api) : ISearchSource
{
    /// <inheritdoc/>
    public string Title => "Machines";

    /// <inheritdoc/>
    public int Order => 10;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken)
        => ValueTask.FromResult<IReadOnlyList<SearchHit>>(text.Length == 0 ? [] :
        [
            .. Best(api, caller, text).Take(limit).Select(vm => new SearchHit(vm.Name, VmPages.Icon, VmPaths.One(vm.Id), vm.IpAddresses is [var address, ..] ? $"{vm.Host.Name} · {address}" : vm.Host.Name)),
        ]);

    /// <summary>Matching machines, those whose name begins with the text first.</summary>
    public static IEnumerable<VmView> Best(IVmApi api, Caller caller, string text)
    {
        var terms = VmTerms.Parse(text);
        return api.Feed.Snapshot().Where(vm => caller.Rights.May(Permission.VmRead, vm.ProjectId) && terms.Matches(vm))
            .OrderByDescending(vm => vm.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            .ThenBy(vm => vm.Name, StringComparer.Ordinal)
            .Select(vm => vm.For(caller)!); // seen, as asked above
    }
}
