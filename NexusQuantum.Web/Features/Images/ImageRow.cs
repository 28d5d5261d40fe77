using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Images;

/// <summary>An image the portal knows. Its bytes lie on hosts; until the first host took them, in the portal's staging directory.</summary>
internal sealed class ImageRow
{
    public required ImageId Id { get; init; }

    public required ProjectId ProjectId { get; init; }

    /// <summary>Unique in its project.</summary>
    public required string Name { get; set; }

    public required ImageKind Kind { get; init; }

    public required ImageFormat Format { get; set; }

    public required Digest Digest { get; set; }

    public required long Bytes { get; set; }

    public required long VirtualBytes { get; set; }

    public ImageId? KernelId { get; set; }

    public ImageId? InitrdId { get; set; }

    public string? KernelArguments { get; set; }

    public bool HasGuestAgent { get; set; }

    public bool Shipped { get; init; }

    public string? Description { get; set; }

    public bool Staged { get; set; }

    /// <summary>Set by a delete in the transaction of its operation: from then on no machine is made from it.</summary>
    public bool Deleting { get; set; }

    public required string AddedBy { get; init; }

    /// <summary>The account it belongs to; passes to the heir when that one is deleted. Null for shipped images.</summary>
    public Guid? OwnerId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ImageRow>
    {
        public const string NameIndex = "ux_images_name";
        public const string DigestIndex = "ux_images_digest";

        public void Configure(EntityTypeBuilder<ImageRow> builder)
        {
            builder.ToTable("images");
            builder.HasKey(image => image.Id);
            builder.Property(image => image.Name).HasMaxLength(ImageInput.MaxName);
            builder.Property(image => image.KernelArguments).HasMaxLength(ImageInput.MaxArguments);
            builder.Property(image => image.Description).HasMaxLength(ImageInput.MaxDescription);
            builder.Property(image => image.AddedBy).HasMaxLength(256);
            builder.HasIndex(image => new { image.ProjectId, image.Name }).IsUnique().HasDatabaseName(NameIndex);
            // Of one project: that another one holds the same bytes is nobody's business here.
            builder.HasIndex(image => new { image.ProjectId, image.Digest }).IsUnique().HasDatabaseName(DigestIndex);
            builder.HasIndex(image => image.Digest);
            builder.HasIndex(image => image.OwnerId);
            builder.HasOne<Account>().WithMany().HasForeignKey(image => image.OwnerId).OnDelete(DeleteBehavior.SetNull);
            builder.HasOne<ProjectRow>().WithMany().HasForeignKey(image => image.ProjectId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
