using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Writes facts and history in bulk: one statement each for up to 500 VMs, newer versions only.</summary>
internal sealed class VmStore(NpgsqlDataSource source)
{
    // A guest that powered itself off has spoken for its owner, and a password the guest took is erased: both only under the very
    // generation that they are about.
    private const string KeepFacts = """
        UPDATE vms v SET
            report = d.report, report_epoch = d.epoch, report_version = d.version, state = d.state, observed_at = d.at,
            target = CASE WHEN d.off AND v.generation = d.generation THEN 'stopped' ELSE v.target END,
            sealed_password = CASE WHEN d.taken AND v.generation <= d.generation THEN NULL ELSE v.sealed_password END
        FROM unnest($1::uuid[], $2::jsonb[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[], $7::boolean[], $8::bigint[], $9::boolean[])
            AS d(id, report, epoch, version, state, at, off, generation, taken)
        WHERE v.id = d.id AND (v.report_epoch IS DISTINCT FROM d.epoch OR v.report_version < d.version)
        """;

    private const string KeepEvents = """
        INSERT INTO vm_events (vm_id, at, kind, text, by)
        SELECT d.vm, d.at, d.kind, d.text, d.by FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS d(vm, at, kind, text, by, n)
        JOIN vms v ON v.id = d.vm ORDER BY d.n
        """;

    public async Task KeepAsync(IReadOnlyList<VmFact> facts, IReadOnlyList<VmEventRow> events, CancellationToken cancellationToken)
    {
        if (facts.Count == 0 && events.Count == 0)
        {
            return;
        }

        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        if (facts.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepFacts)
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, facts.Select(fact => fact.Report.Id.Value)),
                    Array(NpgsqlDbType.Jsonb, facts.Select(fact => JsonSerializer.Serialize(fact.Report, AgentJson.Default.VmReport))),
                    Array(NpgsqlDbType.Text, facts.Select(fact => fact.Epoch)),
                    Array(NpgsqlDbType.Bigint, facts.Select(fact => fact.Report.Version)),
                    Array(NpgsqlDbType.Text, facts.Select(fact => EnumText<VmState>.Write(fact.Report.State))),
                    Array(NpgsqlDbType.TimestampTz, facts.Select(fact => fact.ObservedAt.ToUniversalTime())),
                    Array(NpgsqlDbType.Boolean, facts.Select(fact => fact.Report.GuestPoweredOff)),
                    Array(NpgsqlDbType.Bigint, facts.Select(fact => fact.Report.Generation)),
                    Array(NpgsqlDbType.Boolean, facts.Select(fact => fact.Report.PasswordTaken)),
                },
            });
        }

        if (events.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepEvents)
            {
                Parameters =
                {
                    Array(NpgsqlDbType.Uuid, events.Select(row => row.VmId.Value)),
                    Array(NpgsqlDbType.TimestampTz, events.Select(row => row.At.ToUniversalTime())),
                    Array(NpgsqlDbType.Text, events.Select(row => row.Kind)),
                    Array(NpgsqlDbType.Text, events.Select(row => row.Text)),
                    Array(NpgsqlDbType.Text, events.Select(row => row.By)),
                },
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, IEnumerable<T> values)
        => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
