using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Lists VMs page by page; a page begins after the last key of the one before, so it costs the same everywhere.</summary>
internal sealed class ListVms(IDbContextFactory<NexusDb> databases, VmBoard board, AgentDirectory directory)
{
    public async Task<Result<VmPage>> RunAsync(VmQuery query, CancellationToken cancellationToken)
    {
        var search = VmFilter.Parse(query.Text);
        if (!search.Ok)
        {
            return search.Error;
        }

        var limit = Math.Clamp(query.Limit, 1, 500);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = search.Value.Apply(db.Set<VmRow>().AsNoTracking(), directory.Feed.Snapshot());
        var (sorted, error) = Sort(rows, query);
        if (sorted is null)
        {
            return error ?? VmErrors.BadSort(query.Sort);
        }

        var page = await sorted.Take(limit + 1).ToListAsync(cancellationToken);
        var more = page.Count > limit;
        var items = page.Take(limit).ToList();
        return new VmPage([.. items.Select(board.View)], more ? Cursor(query.Sort, items[^1]) : null);
    }

    private static (IQueryable<VmRow>? Rows, Error? Error) Sort(IQueryable<VmRow> rows, VmQuery query)
    {
        string[]? after = null;
        if (query.Cursor is not null)
        {
            after = ReadCursor(query.Cursor, query.Sort);
            if (after is null)
            {
                return (null, VmErrors.BadCursor);
            }
        }

        switch (query.Sort)
        {
            case "name":
                rows = after is null ? rows : rows.Where(vm => string.Compare(vm.Name, after[0]) > 0); // compared by the database, under the column's collation
                return (rows.OrderBy(vm => vm.Name), null);
            case "-name":
                rows = after is null ? rows : rows.Where(vm => string.Compare(vm.Name, after[0]) < 0); // as above
                return (rows.OrderByDescending(vm => vm.Name), null);
            case "state":
                rows = after is null ? rows : rows.Where(vm => string.Compare((string)(object)vm.State, after[0]) > 0 || ((string)(object)vm.State == after[0] && string.Compare(vm.Name, after[1]) > 0)); // as above
                return (rows.OrderBy(vm => vm.State).ThenBy(vm => vm.Name), null);
            case "createdAt" or "-createdAt":
                return Created(rows, query.Sort[0] == '-', after);
            default:
                return (null, VmErrors.BadSort(query.Sort));
        }
    }

    private static (IQueryable<VmRow>? Rows, Error? Error) Created(IQueryable<VmRow> rows, bool newestFirst, string[]? after)
    {
        if (after is not null)
        {
            if (!long.TryParse(after[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTimeOffset.MaxValue.Ticks)
            {
                return (null, VmErrors.BadCursor);
            }

            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            var name = after[1];
            rows = newestFirst
                ? rows.Where(vm => vm.CreatedAt < at || (vm.CreatedAt == at && string.Compare(vm.Name, name) > 0)) // as above
                : rows.Where(vm => vm.CreatedAt > at || (vm.CreatedAt == at && string.Compare(vm.Name, name) > 0)); // as above
        }

        return (newestFirst ? rows.OrderByDescending(vm => vm.CreatedAt).ThenBy(vm => vm.Name) : rows.OrderBy(vm => vm.CreatedAt).ThenBy(vm => vm.Name), null);
    }

    private static string Cursor(string sort, VmRow last)
    {
        var key = sort.TrimStart('-') switch
        {
            "name" => last.Name + "|",
            "state" => EnumText<Domain.Vms.VmState>.Write(last.State) + "|" + last.Name,
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
