using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// Lists VMs page by page; a page begins after the last key of the one before, so it costs the same everywhere. A search is done in
/// memory, where every VM is as people see it (its host's name, its address, unknown while its host is away), and by the same words
/// as on the page; an index for "contains" would need an extension of PostgreSQL that may not be there. The rows come from the
/// database either way.
/// </summary>
internal sealed class ListVms(IDbContextFactory<NexusDb> databases, VmBoard board)
{
    public async Task<Result<VmPage>> RunAsync(Caller caller, VmQuery query, CancellationToken cancellationToken)
    {
        if (VmSearchText.Check(query.Text, out var terms) is { } mistake)
        {
            return mistake;
        }

        if (VmOrder.Read(query.Sort) is not { } order)
        {
            return VmErrors.BadSort(query.Sort);
        }

        var limit = Math.Clamp(query.Limit, 1, 500);
        VmOrder.Place? after = null;
        if (query.Cursor is not null && (after = order.ReadCursor(query.Cursor)) is null)
        {
            return VmErrors.BadCursor;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = db.Set<VmRow>().AsNoTracking();
        if (caller.Rights.ProjectsWith(Permission.VmRead) is { } projects)
        {
            ProjectId[] visible = [.. projects];
            all = all.Where(vm => visible.Contains(vm.ProjectId));
        }

        if (query.Project is { } only)
        {
            all = all.Where(vm => vm.ProjectId == only);
        }

        if (!terms.All.IsEmpty)
        {
            var found = Found(caller, query.Project, terms, order, after, limit);
            all = all.Where(vm => found.Contains(vm.Id));
            after = null;
        }

        var page = await order.Apply(all, after).Take(limit + 1).ToListAsync(cancellationToken);
        var items = page.Take(limit).ToList();
        return new VmPage([.. items.Select(row => board.View(row).For(caller)!)], page.Count > limit ? order.Cursor(items[^1]) : null);
    }

    /// <summary>The ids of one page and one more that match.</summary>
    private VmId[] Found(Caller caller, ProjectId? only, VmTerms terms, VmOrder order, VmOrder.Place? after, int limit)
    {
        var matching = board.Feed.Snapshot().Where(vm => (only is null || vm.ProjectId == only) && caller.Rights.May(Permission.VmRead, vm.ProjectId) && terms.Matches(vm)).Select(vm => (vm.Id, Place: order.Of(vm)));
        if (after is { } last)
        {
            matching = matching.Where(entry => order.Compare(entry.Place, last) > 0);
        }

        return [.. matching.Order(Comparer<(VmId Id, VmOrder.Place Place)>.Create((one, other) => order.Compare(one.Place, other.Place))).Take(limit + 1).Select(entry => entry.Id)];
    }
}
