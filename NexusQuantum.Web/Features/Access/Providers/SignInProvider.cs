using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Somebody else who says who a person is, by OpenID Connect.</summary>
internal sealed class SignInProvider
{
    public const int LongestSlug = 32;
    public const int LongestName = 60;
    public const int LongestAuthority = 400;
    public const int LongestClientId = 300;
    public const int LongestSecret = 500;
    public const int LongestScopes = 400;

    public required Guid Id { get; init; }

    /// <summary>Part of the address to which the provider sends people back, so it never changes.</summary>
    public required string Slug { get; init; }

    public required string Name { get; set; }

    /// <summary>Its issuer, without a slash at the end.</summary>
    public required string Authority { get; set; }

    public required string ClientId { get; set; }

    /// <summary>From <see cref="Seal"/>, bound to <see cref="Id"/>.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>Asked for besides <c>openid</c>, separated by blanks.</summary>
    public required string Scopes { get; set; }

    /// <summary>Whether somebody who comes for the first time gets an account.</summary>
    public required bool NewAccounts { get; set; }

    public bool Enabled { get; set; }

    /// <summary>New with every change of what a test proves: authority, client, secret, scopes.</summary>
    public required Guid Revision { get; set; }

    /// <summary>The revision that a full round through the provider proved to work.</summary>
    public Guid? TestedRevision { get; set; }

    public DateTimeOffset? TestedAt { get; set; }

    /// <summary>How the last round went.</summary>
    public ProviderTest? LastTest { get; set; }

    /// <summary>Where its sign-in page is, as its discovery document said last.</summary>
    public string? PageOrigin { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the configuration as it is now was tested.</summary>
    public bool IsTested => TestedRevision == Revision;

    /// <summary>Whether people may come in by it.</summary>
    public bool IsOpen => Enabled && IsTested;

    /// <summary>The client secret; not to be kept longer than it takes.</summary>
    public string OpenSecret(Seal seal) => System.Text.Encoding.UTF8.GetString(seal.Unprotect(Secret, Purpose(Id)));

    /// <summary>The client secret as it is kept.</summary>
    public static byte[] Close(Seal seal, Guid id, string secret) => seal.Protect(System.Text.Encoding.UTF8.GetBytes(secret), Purpose(id));

    private static string Purpose(Guid id) => $"sign-in-provider/{id:D}";

    internal sealed class Table : IEntityTypeConfiguration<SignInProvider>
    {
        public const string SlugIndex = "ux_sign_in_providers_slug";

        public void Configure(EntityTypeBuilder<SignInProvider> builder)
        {
            builder.ToTable("sign_in_providers");
            builder.Property(provider => provider.Slug).HasMaxLength(LongestSlug).UseCollation("C");
            builder.Property(provider => provider.Name).HasMaxLength(LongestName);
            builder.Property(provider => provider.Authority).HasMaxLength(LongestAuthority);
            builder.Property(provider => provider.ClientId).HasMaxLength(LongestClientId);
            builder.Property(provider => provider.Scopes).HasMaxLength(LongestScopes);
            builder.Property(provider => provider.PageOrigin).HasMaxLength(LongestAuthority);
            builder.Property(provider => provider.LastTest).HasJson(ProviderJson.Default.ProviderTest!); // the column holds SQL nulls only
            builder.Ignore(provider => provider.IsTested).Ignore(provider => provider.IsOpen);
            builder.HasIndex(provider => provider.Slug).IsUnique().HasDatabaseName(SlugIndex);
        }
    }
}
