using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Features.Access.Tickets;

/// <summary>A ticket that was used; kept until it would have expired, so that it is not used again.</summary>
internal sealed class SpentTicket
{
    public required Guid Id { get; init; }

    public required DateTimeOffset Until { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<SpentTicket>
    {
        public void Configure(EntityTypeBuilder<SpentTicket> builder)
        {
            builder.ToTable("spent_tickets");
            builder.HasIndex(ticket => ticket.Until);
        }
    }
}
