using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Operations;

namespace NexusQuantum.Web.Data.Audit;

/// <summary>One act as it is written, by <see cref="AuditTrail"/> only. The database adds cluster and transaction id; see <see cref="AuditSchema"/>.</summary>
internal sealed class AuditRow
{
    public long Id { get; init; }

    /// <summary>UTC, by the database's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Null for the product itself and for whom nobody knows.</summary>
    public Guid? ActorId { get; init; }

    public required string Actor { get; init; }

    /// <summary><see cref="CallerOrigin.Kind"/>.</summary>
    public required string CredentialKind { get; init; }

    public Guid? CredentialId { get; init; }

    public string? Address { get; init; }

    public required string Action { get; init; }

    public required string SubjectKind { get; init; }

    public string? SubjectId { get; init; }

    public string? SubjectName { get; init; }

    public ProjectId? ProjectId { get; init; }

    public OperationId? OperationId { get; init; }

    public AuditOutcome Outcome { get; init; }

    public string? ProblemType { get; init; }

    public string? Problem { get; init; }

    /// <summary>A flat JSON object of texts.</summary>
    public string? Before { get; init; }

    /// <inheritdoc cref="Before"/>
    public string? After { get; init; }

    public string? Note { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AuditRow>
    {
        public void Configure(EntityTypeBuilder<AuditRow> builder)
        {
            builder.ToTable("audit", table => table.ExcludeFromMigrations());
            builder.HasKey(row => row.Id);
            builder.Property(row => row.At).HasDefaultValueSql("clock_timestamp()");
            builder.Property(row => row.Before).HasColumnType("jsonb");
            builder.Property(row => row.After).HasColumnType("jsonb");
        }
    }
}
