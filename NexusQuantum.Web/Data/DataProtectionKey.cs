using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace NexusQuantum.Web.Data;

/// <summary>One key of the data-protection ring (cookies, antiforgery); its secret part is sealed with the master key.</summary>
internal sealed class DataProtectionKey
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Xml { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> builder) => builder.ToTable("data_protection_keys");
    }
}
