using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace NexusQuantum.Web.Data;

internal static class DataRoom
{
    public static IServiceCollection AddData(this IServiceCollection services, DatabaseAddress address, ReplicaId replica)
    {
        services.AddSingleton(address);
        services.AddSingleton(replica);
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(address.ConnectionString).Build());
        services.AddIdentitySchema();
        services.AddPooledDbContextFactory<NexusDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention());

        // Identity's stores want a scoped context.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContext());
        return services;
    }

    /// <summary>
    /// Passkeys come later; their table is here from the first release, so that no account has to be moved for them. Identity reads
    /// this from the services of the context, not from the context.
    /// </summary>
    public static IServiceCollection AddIdentitySchema(this IServiceCollection services)
        => services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
}
