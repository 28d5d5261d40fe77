using Npgsql;

namespace NexusQuantum.Web.Data;

/// <summary>How the portal connects, whatever server it uses.</summary>
internal static class DatabaseSettings
{
    /// <summary>
    /// Below PostgreSQL's default of 100 connections with two replicas; a request that meets an outage learns it within seconds;
    /// no parameter values in exceptions.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Apply(NpgsqlConnectionStringBuilder builder)
    {
        builder.MaxPoolSize = 40;
        builder.Timeout = Math.Min(builder.Timeout, 5);
        builder.CommandTimeout = 30;
        builder.IncludeErrorDetail = false;
        builder.PersistSecurityInfo = false;
        builder.ApplicationName ??= "nexus";
        return builder;
    }
}
