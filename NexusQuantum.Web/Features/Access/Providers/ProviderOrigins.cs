using NexusQuantum.Web.Data;
using NexusQuantum.Web.Http;
using Npgsql;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>The providers' origins, to which the sign-in page's forms may lead. Held in memory for the headers; read anew after a change here, and every few seconds for changes at other replicas.</summary>
internal sealed partial class ProviderOrigins(NpgsqlDataSource data, TimeProvider time, ILogger<ProviderOrigins> logger) : BackgroundService, IFormActions
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private volatile IReadOnlyList<string> _origins = [];

    public IEnumerable<string> Origins => _origins;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await using var command = data.CreateCommand("SELECT DISTINCT unnest(ARRAY[authority, page_origin]) FROM sign_in_providers WHERE enabled");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!reader.IsDBNull(0))
            {
                found.Add(reader.GetString(0));
            }
        }

        _origins = found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                try
                {
                    await RefreshAsync(stoppingToken);
                }
                catch (Exception e) when (DatabaseOutage.Is(e))
                {
                    Log.NotSeen(logger, DatabaseOutage.Told(e).Reason);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Shutdown.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4040, LogLevel.Debug, "Sign-in providers were not looked at: {Reason}")]
        public static partial void NotSeen(ILogger logger, string reason);
    }
}
