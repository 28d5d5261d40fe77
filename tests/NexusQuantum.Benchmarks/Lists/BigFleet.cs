using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using Npgsql;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>
/// Any number of running machines on a stub host, half of them in a project of their own: one is created as people do it, the others
/// are written beside it as copies, since creating is not what is measured here. Their host holds and reports each of them.
/// </summary>
internal sealed class BigFleet : IAsyncDisposable
{
    private readonly Site _site;
    private readonly string _project;
    private readonly NpgsqlDataSource _data;
    private readonly VmId _first;
    private int _count;

    private BigFleet(Site site, string project, NpgsqlDataSource data, VmId first) => (_site, _project, _data, _first, _count) = (site, project, data, first, 1);

    /// <summary>A machine in the middle.</summary>
    public VmId Middle { get; private set; }

    public static async Task<BigFleet> StartAsync(Site site, string project, CancellationToken cancellationToken)
    {
        var operation = await site.Api.DoAsync("/v1/vms", new { name = Name(0), imageId = await site.Api.RootImageAsync(cancellationToken), vcpus = 1, memoryMiB = 128, rootDiskGiB = 1, tags = new[] { "web" } }, cancellationToken);
        var cluster = new PrivateCluster(site.Stack.DataDirectory, NullLogger.Instance);
        return new BigFleet(site, project, NpgsqlDataSource.Create(cluster.Address.ConnectionString), VmId.Parse(operation.GetProperty("subject").Id(), CultureInfo.InvariantCulture));
    }

    /// <summary>Names sort as they are numbered; those of even numbers lie in the project.</summary>
    public static string Name(int number) => number.ToString("'machine-'00000", CultureInfo.InvariantCulture);

    public async Task GrowAsync(int count, CancellationToken cancellationToken)
    {
        var ids = Enumerable.Range(_count, count - _count).ToDictionary(number => number, _ => VmId.New());
        await using (var copy = _data.CreateCommand("""
            INSERT INTO vms SELECT (jsonb_populate_record(v, jsonb_build_object('id', n.id, 'name', n.name, 'mac', n.mac, 'report', NULL, 'report_version', 0, 'state', 'defined',
                'project_id', CASE WHEN n.number % 2 = 0 THEN @project ELSE v.project_id END, 'created_at', v.created_at + make_interval(secs => n.number),
                'spec', jsonb_set(v.spec, '{name}', to_jsonb(n.name))))).*
            FROM vms v, unnest(@numbers, @ids, @names, @macs) AS n(number, id, name, mac) WHERE v.id = @first
            """))
        {
            copy.Parameters.AddWithValue("project", Guid.Parse(_project, CultureInfo.InvariantCulture));
            copy.Parameters.AddWithValue("first", _first.Value);
            copy.Parameters.AddWithValue("numbers", ids.Keys.ToArray());
            copy.Parameters.AddWithValue("ids", ids.Values.Select(id => id.Value).ToArray());
            copy.Parameters.AddWithValue("names", ids.Keys.Select(Name).ToArray());
            copy.Parameters.AddWithValue("macs", ids.Keys.Select(number => FormattableString.Invariant($"02:00:00:{number >> 16 & 255:x2}:{number >> 8 & 255:x2}:{number & 255:x2}")).ToArray());
            await copy.ExecuteNonQueryAsync(cancellationToken);
        }

        var wish = _site.Host.Wish(_first) ?? throw new InvalidOperationException("The host does not know the first machine.");
        foreach (var (number, id) in ids)
        {
            _site.Host.Ensure(id, wish with { Spec = wish.Spec with { Name = VmName.Parse(Name(number), CultureInfo.InvariantCulture) } });
        }

        (_count, Middle) = (count, ids[count / 2]);
        await Until.TrueAsync($"{count} machines running and written down", TimeSpan.FromSeconds(120), async () =>
        {
            await using var running = _data.CreateCommand("SELECT count(*) FROM vms WHERE state = 'running'");
            return await running.ExecuteScalarAsync(cancellationToken) is long found && found == count;
        }, cancellationToken, () => _site.Stack.Portal?.Tail() ?? "");

        // As autovacuum does within a minute of such a change; the plans of the lists are made from it.
        await using var analyze = _data.CreateCommand("ANALYZE vms");
        await analyze.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Every machine but the middle one sends samples from now on.</summary>
    public SteadySamples KeepSampling() => new(_site.Host, [.. _site.Host.Reports.Select(report => report.Id).Where(id => id != Middle)]);

    /// <summary>One machine's sample comes.</summary>
    public void Send(VmSample sample) => _site.Host.SendMetrics(new MetricBatch { At = DateTimeOffset.UtcNow, Host = new HostSample { Cpu = 0.3, MemoryTotalBytes = 1L << 40 }, Vms = [sample] });

    public ValueTask DisposeAsync() => _data.DisposeAsync();
}
