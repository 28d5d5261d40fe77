using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace NexusQuantum.Web.Data;

/// <summary>
/// The portal's one database. Each room brings its tables as <c>IEntityTypeConfiguration</c> beside its entity; take a context from
/// <c>IDbContextFactory</c>, one per use case, and reach tables by <c>Set&lt;T&gt;()</c>.
/// </summary>
/// <remarks>
/// There is no retrying execution strategy on purpose: it forbids plain transactions, and wish and operation are written in one.
/// A request that meets an outage is answered 503 and may be sent again; background loops come back by themselves.
/// </remarks>
internal sealed class NexusDb(DbContextOptions<NexusDb> options) : IdentityDbContext<Account, IdentityRole<Guid>, Guid>(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        DbConventions.Apply(configurationBuilder);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(NexusDb).Assembly);

        // Identity names its tables itself, so the snake_case convention does not reach them.
        builder.Entity<Account>().ToTable("accounts");
        builder.Entity<IdentityRole<Guid>>().ToTable("account_roles");
        builder.Entity<IdentityUserRole<Guid>>().ToTable("account_role_members");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_tokens");
        builder.Entity<IdentityRoleClaim<Guid>>().ToTable("account_role_claims");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("account_passkeys");
    }
}
