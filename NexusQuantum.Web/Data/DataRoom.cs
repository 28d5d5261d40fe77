using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Data.Audit;
using Npgsql;

namespace NexusQuantum.Web.Data;

internal static class DataRoom
{
    /// <summary>The database, the seal and the key ring.</summary>
    public static IServiceCollection AddData(this IServiceCollection services, DatabaseAddress address, ReplicaId replica, Seal seal)
    {
        services.AddSingleton(address);
        services.AddSingleton(replica);
        services.AddSingleton(seal);
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(address.ConnectionString).Build());
        services.AddIdentitySchema();
        services.AddPooledDbContextFactory<NexusDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseSnakeCaseNamingConvention());

        // Identity's stores want a scoped context.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContext());
        services.AddDataProtection().SetApplicationName("nexus");
        services.AddSingleton<KeyRing>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeyRing.Setup>();
        return services;
    }

    /// <summary>Keeps the private cluster alive while the portal runs.</summary>
    public static IServiceCollection AddPrivateCluster(this IServiceCollection services, PrivateCluster cluster)
        => services.AddSingleton(cluster).AddHostedService<ClusterSupervisor>();

    /// <summary>
    /// With the table of passkeys. Identity reads this from the services of the context, not from the context.
    /// </summary>
    public static IServiceCollection AddIdentitySchema(this IServiceCollection services)
        => services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
}
