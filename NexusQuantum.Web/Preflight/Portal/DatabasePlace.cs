using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Finds the database a portal with these settings has, without making or starting one.</summary>
internal static class DatabasePlace
{
    public static async Task<DatabaseReading> ReadAsync(PortalSettings settings, CancellationToken cancellationToken)
    {
        if (settings.MistakeOf("DATABASE_URL") is not null)
        {
            throw new InvalidOperationException("DATABASE_URL cannot be read");
        }

        return settings.Options.Database is { } own ? await AnsweringAsync(own, cancellationToken) : await PrivateAsync(settings.Options.DataDirectory, cancellationToken);
    }

    /// <summary>A server that is to answer. Its own refusals name user and database, never the password.</summary>
    public static async Task<DatabaseReading> AnsweringAsync(DatabaseAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return new DatabaseReading(address.Shown, await DatabaseProbe.AskAsync(address, cancellationToken), null);
        }
        catch (Exception e) when (DatabaseRefusal.Of(e) is { } refused)
        {
            throw new InvalidOperationException($"{refused.Message} {refused.Fix}", e);
        }
        catch (Exception e) when (DatabaseOutage.Is(e))
        {
            throw new InvalidOperationException($"PostgreSQL does not answer at {address.Shown}: {e.GetBaseException().Message}", e);
        }
    }

    private static async Task<DatabaseReading> PrivateAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        const string Place = "the private server";
        var data = Path.Combine(dataDirectory, "pg", "data");
        var programs = ClusterBinaries.Find(data);
        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            return new DatabaseReading(Place, null, $"DATABASE_URL is not set: the portal makes a server of its own in {dataDirectory}/pg when it first starts, with the programs in {programs.Directory}.");
        }

        var cluster = new PrivateCluster(dataDirectory, NullLogger.Instance);
        return cluster.Pid is null
            ? new DatabaseReading(Place, null, $"The private server in {dataDirectory}/pg starts with the portal, with the programs in {programs.Directory}.")
            : await AnsweringAsync(cluster.Address, cancellationToken);
    }
}
