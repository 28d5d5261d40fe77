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

        var page = await order.Apply(all, after).Select(VmGlance.Of).Take(limit + 1).ToListAsync(cancellationToken);
        VmGlance[] items = [.. page.Take(limit)];
        await board.RefreshAsync([.. items.Where(item => !item.IsIn(board.Row(item.Id), board.Fact(item.Id))).Select(item => item.Id)], cancellationToken);
        return new VmPage([.. items.Select(item => board.Row(item.Id) is { } row ? VmSight.Once(board.View(row), caller) : null).OfType<VmView>()], page.Count > limit ? order.Cursor(items[^1]) : null);
    }

    /// <summary>The ids of one page and one more that match.</summary>
    private VmId[] Found(Caller caller, ProjectId? only, VmTerms terms, VmOrder order, VmOrder.Place? after, int limit)
    {
        var visible = caller.Rights.ProjectsWith(Permission.VmRead);
        var matching = board.Feed.Snapshot().Where(vm => (visible is not { } projects || projects.Contains(vm.ProjectId)) && (only is null || vm.ProjectId == only) && terms.Matches(vm) && (after is not { } last || order.IsAfter(vm, last)));
        return [.. matching.Order(Comparer<VmView>.Create(order.Compare)).Take(limit + 1).Select(vm => vm.Id)];
    }
}
