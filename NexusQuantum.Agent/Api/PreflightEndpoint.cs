using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Api;

/// <summary>The checks of this host, run when asked. One run at a time: two would measure each other.</summary>
internal sealed class PreflightEndpoint(Func<bool, CancellationToken, Task<PreflightReport>> run) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(AgentRoutes.Preflight, (RequestDelegate)GetAsync);

    public void Dispose() => _turn.Dispose();

    private async Task GetAsync(HttpContext context)
    {
        var storage = string.Equals(context.Request.Query["storage"], "true", StringComparison.OrdinalIgnoreCase);
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var report = await run(storage, context.RequestAborted);
            await Answers.WriteAsync(context, report, PreflightJson.Default.PreflightReport);
        }
        finally
        {
            _turn.Release();
        }
    }
}
