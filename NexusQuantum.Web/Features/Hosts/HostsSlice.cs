namespace NexusQuantum.Web.Features.Hosts;

internal static class HostsSlice
{
    public static IServiceCollection AddHosts(this IServiceCollection services)
    {
        services.AddSingleton<HostViews>().AddHostedService(provider => provider.GetRequiredService<HostViews>());
        services.AddSingleton<HostFitness>();
        services.AddSingleton<IHostApi, HostApi>();
        services.AddSingleton<FleetCapacity>();
        return services;
    }

    public static IEndpointRouteBuilder MapHosts(this IEndpointRouteBuilder routes)
    {
        HostEndpoints.Map(routes);
        PreflightEndpoints.Map(routes);
        CapacityEndpoints.Map(routes);
        return routes;
    }
}
