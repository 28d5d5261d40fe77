using Npgsql;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>One row of the audit, whole, as it lies in PostgreSQL: what is listed, exported and hashed.</summary>
internal sealed record AuditRecord
{
    /// <summary>What to select, in the order <see cref="Read"/> takes it.</summary>
    public const string Columns = "id, at, cluster, xid, actor_id, actor, credential_kind, credential_id, address, action, subject_kind, subject_id, subject_name, project_id, operation_id, outcome, problem_type, problem, before::text, after::text, note";

    public required long Id { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>Which database cluster counted <see cref="Xid"/>.</summary>
    public required long Cluster { get; init; }

    public required ulong Xid { get; init; }

    public Guid? ActorId { get; init; }

    public required string Actor { get; init; }

    public required string CredentialKind { get; init; }

    public Guid? CredentialId { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public string? SubjectId { get; init; }

    public string? SubjectName { get; init; }

    public Guid? ProjectId { get; init; }

    public Guid? OperationId { get; init; }

    public required string Outcome { get; init; }

    public string? ProblemType { get; init; }

    public string? Problem { get; init; }

    /// <summary>jsonb as PostgreSQL prints it: keys in its own fixed order, one space after colon and comma.</summary>
    public string? Before { get; init; }

    /// <inheritdoc cref="Before"/>
    public string? After { get; init; }

    public string? Note { get; init; }

    public static AuditRecord Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        At = reader.GetDateTime(1),
        Cluster = reader.GetInt64(2),
        Xid = reader.GetFieldValue<ulong>(3),
        ActorId = Uuid(reader, 4),
        Actor = reader.GetString(5),
        CredentialKind = reader.GetString(6),
        CredentialId = Uuid(reader, 7),
        Address = Text(reader, 8),
        Action = reader.GetString(9),
        SubjectKind = reader.GetString(10),
        SubjectId = Text(reader, 11),
        SubjectName = Text(reader, 12),
        ProjectId = Uuid(reader, 13),
        OperationId = Uuid(reader, 14),
        Outcome = reader.GetString(15),
        ProblemType = Text(reader, 16),
        Problem = Text(reader, 17),
        Before = Text(reader, 18),
        After = Text(reader, 19),
        Note = Text(reader, 20),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static Guid? Uuid(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
}
