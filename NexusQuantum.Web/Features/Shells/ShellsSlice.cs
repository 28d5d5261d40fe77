namespace NexusQuantum.Web.Features.Shells;

internal static class ShellsSlice
{
    public static IServiceCollection AddShells(this IServiceCollection services)
    {
        services.AddSignalR(hubs =>
        {
            hubs.MaximumReceiveMessageSize = 64 * 1024;
            hubs.EnableDetailedErrors = false;
        }).AddMessagePackProtocol();
        services.AddSingleton<ShellSessions>().AddHostedService(provider => provider.GetRequiredService<ShellSessions>());
        return services;
    }

    public static IEndpointRouteBuilder MapShells(this IEndpointRouteBuilder routes)
    {
        // The client's own buffer stays small: what a browser does not take is held back in the session, where it is bounded and counted.
        routes.MapHub<ShellHub>("/hubs/shell", options => options.TransportMaxBufferSize = 256 * 1024);
        return routes;
    }
}
