using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
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
    public async Task<Result<VmPage>> RunAsync(VmQuery query, CancellationToken cancellationToken)
    {
        if (VmSearchText.Check(query.Text, out var terms) is { } mistake)
        {
            return mistake;
        }

        var limit = Math.Clamp(query.Limit, 1, 500);
        string[]? after = null;
        if (query.Cursor is not null && (after = ReadCursor(query.Cursor, query.Sort)) is null)
        {
            return VmErrors.BadCursor;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var all = db.Set<VmRow>().AsNoTracking();
        if (!terms.All.IsEmpty)
        {
            if (Found(terms, query.Sort, after, limit) is not { } found)
            {
                return VmErrors.BadSort(query.Sort);
            }

            all = all.Where(vm => found.Contains(vm.Id));
            after = null;
        }

        if (Sort(all, query.Sort, after) is not { } sorted)
        {
            return query.Cursor is null ? VmErrors.BadSort(query.Sort) : VmErrors.BadCursor;
        }

        var page = await sorted.Take(limit + 1).ToListAsync(cancellationToken);
        var more = page.Count > limit;
        var items = page.Take(limit).ToList();
        return new VmPage([.. items.Select(board.View)], more ? Cursor(query.Sort, items[^1]) : null);
    }

    /// <summary>The ids of one page and one more that match; null for an unknown order.</summary>
    private VmId[]? Found(VmTerms terms, string sort, string[]? after, int limit)
    {
        var matching = board.Feed.Snapshot().Where(terms.Matches).Select(vm => (vm.Id, Key: Key(sort, vm), vm.Name));
        var order = sort.StartsWith('-') ? -1 : 1;
        if (sort.TrimStart('-') is not ("name" or "state" or "createdAt") || sort is "-state")
        {
            return null;
        }

        // As the database orders: the key either way, ties by name upwards.
        int Compare((VmId Id, string Key, string Name) a, (VmId Id, string Key, string Name) b)
            => string.CompareOrdinal(a.Key, b.Key) is not 0 and var keys ? order * keys : string.CompareOrdinal(a.Name, b.Name);
        if (after is not null)
        {
            // In the order of names the name is the key, and the cursor holds it once.
            var last = (default(VmId), sort.EndsWith("createdAt", StringComparison.Ordinal) ? after[0].PadLeft(20, '0') : after[0], sort.EndsWith("name", StringComparison.Ordinal) ? after[0] : after[1]);
            matching = matching.Where(entry => Compare(entry, last) > 0);
        }

        return [.. matching.Order(Comparer<(VmId Id, string Key, string Name)>.Create(Compare)).Take(limit + 1).Select(entry => entry.Id)];
    }

    private static string Key(string sort, VmView vm) => sort.TrimStart('-') switch
    {
        "name" => vm.Name,
        "state" => EnumText<VmState>.Write(vm.LastState),
        // In the microseconds that the database keeps, or the last of a page would come again on the next.
        _ => (vm.CreatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture).PadLeft(20, '0'),
    };

    private static IQueryable<VmRow>? Sort(IQueryable<VmRow> rows, string sort, string[]? after)
    {
        switch (sort)
        {
            case "name":
                rows = after is null ? rows : rows.Where(vm => string.Compare(vm.Name, after[0]) > 0); // compared by the database, under the column's collation
                return rows.OrderBy(vm => vm.Name);
            case "-name":
                rows = after is null ? rows : rows.Where(vm => string.Compare(vm.Name, after[0]) < 0); // as above
                return rows.OrderByDescending(vm => vm.Name);
            case "state":
                rows = after is null ? rows : rows.Where(vm => string.Compare((string)(object)vm.State, after[0]) > 0 || ((string)(object)vm.State == after[0] && string.Compare(vm.Name, after[1]) > 0)); // as above
                return rows.OrderBy(vm => vm.State).ThenBy(vm => vm.Name);
            case "createdAt" or "-createdAt":
                return Created(rows, sort[0] == '-', after);
            default:
                return null;
        }
    }

    private static IQueryable<VmRow>? Created(IQueryable<VmRow> rows, bool newestFirst, string[]? after)
    {
        if (after is not null)
        {
            if (!long.TryParse(after[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks)
            {
                return null;
            }

            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            var name = after[1];
            rows = newestFirst
                ? rows.Where(vm => vm.CreatedAt < at || (vm.CreatedAt == at && string.Compare(vm.Name, name) > 0)) // as above
                : rows.Where(vm => vm.CreatedAt > at || (vm.CreatedAt == at && string.Compare(vm.Name, name) > 0)); // as above
        }

        return newestFirst ? rows.OrderByDescending(vm => vm.CreatedAt).ThenBy(vm => vm.Name) : rows.OrderBy(vm => vm.CreatedAt).ThenBy(vm => vm.Name);
    }

    private static string Cursor(string sort, VmRow last)
    {
        var key = sort.TrimStart('-') switch
        {
            "name" => last.Name + "|",
            "state" => EnumText<VmState>.Write(last.State) + "|" + last.Name,
            _ => last.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture) + "|" + last.Name,
        };
        return System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(sort + "|" + key));
    }

    private static string[]? ReadCursor(string cursor, string sort)
    {
        if (cursor.Length > 400 || !System.Buffers.Text.Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts.Length == 3 && string.Equals(parts[0], sort, StringComparison.Ordinal) ? parts[1..] : null;
    }
}
