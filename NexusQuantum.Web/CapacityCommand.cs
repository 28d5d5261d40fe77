using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Capacity;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web;

/// <summary>
/// The command <c>capacity</c>: what fits on the hosts, as PostgreSQL knows them. It has no watch streams, so a host counts by what it
/// last said, and the table says when that was.
/// </summary>
internal sealed class CapacityCommand(IDbContextFactory<NexusDb> databases, TextWriter output)
{
    /// <summary>The question of these words, or the mistake.</summary>
    public static (CapacityQuery? Query, string? Mistake) Read(IReadOnlyList<string> words)
    {
        var query = new CapacityQuery();
        for (var at = 0; at < words.Count; at += 2)
        {
            var value = at + 1 < words.Count ? words[at + 1] : null;
            int? number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : null;
            double? share = double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure) ? figure : null;
            var next = words[at] switch
            {
                "--vms" when number is not null => query with { Vms = number },
                "--memory" when number is not null => query with { MemoryMiB = number },
                "--vcpus" when number is not null => query with { Vcpus = number },
                "--disk" when number is not null => query with { DiskGiB = number },
                "--reserve" when number is not null => query with { ReserveMiB = number },
                "--memory-overcommit" when share is not null => query with { MemoryOvercommit = share },
                "--vcpus-per-processor" when share is not null => query with { VcpusPerProcessor = share },
                "--lose" when !string.IsNullOrEmpty(value) => query with { Lose = value },
                _ => null,
            };
            if (next is null)
            {
                return (null, $"capacity does not know '{words[at]}{(value is null ? "" : " " + value)}'.");
            }

            query = next;
        }

        return query.WhyNot()?.Fields?.Values.First()[0] is { } mistake ? (null, mistake) : (query, null);
    }

    public async Task<int> RunAsync(CapacityQuery query, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<HostRow>().AsNoTracking().OrderBy(host => host.Name).ToListAsync(cancellationToken);
        var machines = (await db.Set<VmRow>().AsNoTracking().Where(vm => vm.Target == VmPower.Running || vm.Target == VmPower.Paused)
            .Select(vm => new { vm.Id, vm.Name, vm.HostId, vm.MemoryMiB, vm.Vcpus, vm.RootDiskGiB }).ToListAsync(cancellationToken))
            .ConvertAll(vm => new CapacityMachine(vm.Id, vm.Name, vm.HostId, new MachineSize(vm.MemoryMiB, vm.Vcpus, vm.RootDiskGiB)));
        var hosts = rows.ConvertAll(row => CapacityBoard.Of(row.Id, row.Name, row.Facts, Sum(row, machine => machine.Size.MemoryMiB), (int)Sum(row, machine => machine.Size.Vcpus), row.Unfit));
        var lost = query.Lose is null ? null : hosts.Find(host => host.Name == query.Lose || host.Id.ToString() == query.Lose);
        if (query.Lose is not null && lost is null)
        {
            await output.WriteLineAsync($"There is no host named {query.Lose}.");
            return 1;
        }

        Write(CapacityBoard.Answer([.. hosts], machines, query, lost), rows);
        return 0;

        long Sum(HostRow row, Func<CapacityMachine, long> figure) => machines.Where(machine => machine.Host == row.Id).Sum(figure);
    }

    private void Write(CapacityView view, List<HostRow> rows)
    {
        output.WriteLine(CapacityWords.Size(view.Size) + ":");
        output.WriteLine();
        Line("Host", "Memory", "Reserved", "Promised", "Free", "Fit", "Placed", "Ends first", "Last heard");
        foreach (var host in view.Hosts)
        {
            var known = host.MemoryMiB > 0;
            Line(host.Name, known ? Units.MiB(host.MemoryMiB) : "-", known ? Units.MiB(host.ReservedMemoryMiB) : "-", Units.MiB(host.PromisedMemoryMiB), known ? Units.MiB(Math.Max(0, host.FreeMemoryMiB)) : "-", Units.Count(host.Fits),
                view.Asked == 0 ? "" : Units.Count(host.Placed), CapacityWords.Limit(host), rows.Find(row => row.Id == host.Id)?.LastSeenAt?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "never");
        }

        output.WriteLine();
        foreach (var sentence in CapacityWords.Sentences(view))
        {
            output.WriteLine(sentence);
        }

        output.WriteLine("Hosts count by what they last said, whether they answer now or not.");
        foreach (var machine in view.Lost?.Machines ?? [])
        {
            output.WriteLine($"  {machine.Name}, {Units.MiB(machine.MemoryMiB)}: {machine.HostName ?? "no room"}");
        }
    }

    private void Line(string host, params string[] cells)
        => output.WriteLine((host.PadRight(20) + string.Concat(cells.Select((cell, at) => at < 6 ? cell.PadLeft(10) : "  " + cell.PadRight(14)))).TrimEnd());
}
