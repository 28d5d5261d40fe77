using NexusQuantum.Web.Data;
using NexusQuantum.Web.Ui;
using Npgsql;

namespace NexusQuantum.Web.Http;

/// <summary>Whether this portal can serve: a connection is really opened, not assumed.</summary>
internal sealed class Readiness(NpgsqlDataSource data, IServiceProvider services)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);

    public async Task<ReadinessView> LookAsync(CancellationToken cancellationToken)
    {
        var pulse = services.GetService<IFleetPulse>()?.Now();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        try
        {
            await using var command = data.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(limit.Token);
            return new ReadinessView("ready", "up", pulse?.Agents ?? 0, pulse?.Streaming ?? 0);
        }
        catch (Exception e) when (DatabaseOutage.Is(e) || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new ReadinessView("unready", "down", pulse?.Agents ?? 0, pulse?.Streaming ?? 0);
        }
    }
}

/// <summary>Answer of <c>/readyz</c>.</summary>
/// <param name="Status"><c>ready</c> or <c>unready</c>.</param>
/// <param name="Database"><c>up</c> or <c>down</c>.</param>
/// <param name="Agents">Agents that joined.</param>
/// <param name="AgentsConnected">Agents whose watch stream is open.</param>
internal sealed record ReadinessView(string Status, string Database, int Agents, int AgentsConnected);
