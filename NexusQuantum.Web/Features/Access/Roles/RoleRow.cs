using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>A role. The built-in ones are rows too, for the sake of references; what they allow is said by Domain, not here.</summary>
internal sealed class RoleRow
{
    public const int LongestName = 40;
    public const int LongestText = 200;

    public required RoleId Id { get; init; }

    public required string Name { get; set; }

    public required string Text { get; set; }

    /// <summary>Dotted words of <see cref="Permissions"/>; empty for built-in roles.</summary>
    public required string[] Allows { get; set; }

    public required bool BuiltIn { get; init; }

    /// <summary>Whether people with this role must have a second factor.</summary>
    public bool NeedsSecondFactor { get; set; }

    /// <summary>What it allows.</summary>
    public PermissionSet Permissions => Role.BuiltIn.FirstOrDefault(role => role.Id == Id)?.Permissions ?? PermissionSet.Parse(Allows);

    internal sealed class Table : IEntityTypeConfiguration<RoleRow>
    {
        public const string NameIndex = "ux_roles_name";

        public void Configure(EntityTypeBuilder<RoleRow> builder)
        {
            builder.ToTable("roles");
            builder.HasKey(role => role.Id);
            builder.Property(role => role.Name).HasMaxLength(LongestName);
            builder.Property(role => role.Text).HasMaxLength(LongestText);
            builder.Ignore(role => role.Permissions);
            builder.HasIndex(role => role.Name).IsUnique().HasDatabaseName(NameIndex);
            builder.HasData(Role.BuiltIn.Select(role => new RoleRow { Id = role.Id, Name = role.Name, Text = role.Text, Allows = [], BuiltIn = true }));
        }
    }
}
