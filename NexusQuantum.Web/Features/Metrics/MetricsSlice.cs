using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Metrics;

internal static class MetricsSlice
{
    public static IServiceCollection AddSamples(this IServiceCollection services)
    {
        services.AddSingleton<MetricStore>().AddHostedService(provider => provider.GetRequiredService<MetricStore>());
        services.AddSingleton<MetricIntake>();
        services.AddSingleton<IAgentListener>(provider => provider.GetRequiredService<MetricIntake>());
        services.AddSingleton<MetricUpkeep>().AddHostedService(provider => provider.GetRequiredService<MetricUpkeep>());
        services.AddSingleton<MetricHistoryReader>();
        services.AddSingleton<IMetricApi, MetricApi>();
        return services;
    }

    public static IEndpointRouteBuilder MapSamples(this IEndpointRouteBuilder routes)
    {
        MetricEndpoints.Map(routes);
        routes.MapHub<MetricsHub>("/hubs/metrics");
        return routes;
    }
}
