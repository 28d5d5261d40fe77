using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// The orders in which machines are listed, the same in the database and in memory: by a key, then by name, then by id (names are
/// unique in a project only). Descending turns all three around.
/// </summary>
/// <param name="Key"><c>name</c>, <c>state</c> or <c>createdAt</c>.</param>
/// <param name="Down">Descending.</param>
internal sealed record VmOrder(string Key, bool Down)
{
    /// <summary>Reads a sort as the API takes it; null for one that there is none of.</summary>
    public static VmOrder? Read(string sort)
        => sort is "name" or "-name" or "state" or "createdAt" or "-createdAt" ? new VmOrder(sort.TrimStart('-'), sort[0] == '-') : null;

    /// <summary>Where a machine stands in this order.</summary>
    /// <param name="Key">In a form that sorts by its characters.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Id">Its id as text, which sorts as PostgreSQL sorts uuids.</param>
    internal readonly record struct Place(string Key, string Name, string Id);

    /// <summary>Which of two machines comes first.</summary>
    public int Compare(VmView one, VmView other)
    {
        var result = Key switch
        {
            "name" => 0,
            "state" => string.CompareOrdinal(EnumText<VmState>.Write(one.LastState), EnumText<VmState>.Write(other.LastState)),
            _ => Micros(one.CreatedAt).CompareTo(Micros(other.CreatedAt)),
        };
        result = result != 0 ? result : string.CompareOrdinal(one.Name, other.Name);
        // Guids compare by their fields, which is by their text.
        result = result != 0 ? result : one.Id.Value.CompareTo(other.Id.Value);
        return Down ? -result : result;
    }

    /// <summary>Whether a machine comes after a place.</summary>
    public bool IsAfter(VmView vm, Place last)
    {
        var result = string.CompareOrdinal(KeyOf(vm.Name, vm.LastState, vm.CreatedAt), last.Key);
        result = result != 0 ? result : string.CompareOrdinal(vm.Name, last.Name);
        result = result != 0 ? result : string.CompareOrdinal(vm.Id.ToString(), last.Id);
        return Down ? result < 0 : result > 0;
    }

    /// <summary>Sorted rows after a place; null takes all.</summary>
    public IQueryable<VmRow> Apply(IQueryable<VmRow> rows, Place? after)
    {
        if (after is { } last)
        {
            var (name, id) = (last.Name, IdText.Parse<VmId>(last.Id));
            var (state, at) = (Key == "state" ? EnumText<VmState>.Read(last.Key) : default, Key == "createdAt" ? At(last.Key) : default);
            rows = (Key, Down) switch
            {
                ("name", false) => rows.Where(vm => EF.Functions.GreaterThan(ValueTuple.Create(vm.Name, vm.Id), ValueTuple.Create(name, id))),
                ("name", true) => rows.Where(vm => EF.Functions.LessThan(ValueTuple.Create(vm.Name, vm.Id), ValueTuple.Create(name, id))),
                ("state", _) => rows.Where(vm => EF.Functions.GreaterThan(ValueTuple.Create(vm.State, vm.Name, vm.Id), ValueTuple.Create(state, name, id))),
                (_, false) => rows.Where(vm => EF.Functions.GreaterThan(ValueTuple.Create(vm.CreatedAt, vm.Name, vm.Id), ValueTuple.Create(at, name, id))),
                (_, true) => rows.Where(vm => EF.Functions.LessThan(ValueTuple.Create(vm.CreatedAt, vm.Name, vm.Id), ValueTuple.Create(at, name, id))),
            };
        }

        return (Key, Down) switch
        {
            ("name", false) => rows.OrderBy(vm => vm.Name).ThenBy(vm => vm.Id),
            ("name", true) => rows.OrderByDescending(vm => vm.Name).ThenByDescending(vm => vm.Id),
            ("state", _) => rows.OrderBy(vm => vm.State).ThenBy(vm => vm.Name).ThenBy(vm => vm.Id),
            (_, false) => rows.OrderBy(vm => vm.CreatedAt).ThenBy(vm => vm.Name).ThenBy(vm => vm.Id),
            (_, true) => rows.OrderByDescending(vm => vm.CreatedAt).ThenByDescending(vm => vm.Name).ThenByDescending(vm => vm.Id),
        };
    }

    /// <summary>The cursor after a row.</summary>
    public string Cursor(VmGlance row)
        => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(Down ? "-" : "")}{Key}|{KeyOf(row.Name, row.State, row.CreatedAt)}|{row.Name}|{row.Id}"));

    /// <summary>Reads a cursor of this order; null for any other text.</summary>
    public Place? ReadCursor(string cursor)
    {
        if (cursor.Length > 400 || !System.Buffers.Text.Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts.Length == 4 && parts[0] == (Down ? "-" : "") + Key && IdText.TryParse<VmId>(parts[3], out var id) && IsKey(parts[1])
            ? new Place(parts[1], parts[2], id.ToString())
            : null;
    }

    // In the microseconds that the database keeps, or the last of a page would come again on the next.
    private string KeyOf(string name, VmState state, DateTimeOffset at) => Key switch
    {
        "name" => name,
        "state" => EnumText<VmState>.Write(state),
        _ => Micros(at).ToString(CultureInfo.InvariantCulture).PadLeft(20, '0'),
    };

    private static long Micros(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond;

    private bool IsKey(string text) => Key switch
    {
        "name" => true,
        "state" => Enum.TryParse<VmState>(text, ignoreCase: true, out _) && char.IsAsciiLetterLower(text[0]),
        _ => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks,
    };

    private static DateTimeOffset At(string ticks) => new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
