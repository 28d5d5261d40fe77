using Microsoft.Extensions.DependencyInjection.Extensions;

namespace NexusQuantum.Web.Operations;

internal static class OperationsRoom
{
    public static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton(new OperationOptions());
        services.AddSingleton<OperationSignals>();
        services.AddSingleton<OperationFeed>();
        services.AddSingleton<OperationLeases>();
        services.AddSingleton<OperationQueue>();
        services.AddSingleton<OperationWork>();
        services.AddSingleton<IOperationApi, OperationApi>();
        services.AddSingleton<OperationRunner>().AddHostedService(provider => provider.GetRequiredService<OperationRunner>());
        services.AddSingleton<OperationSweeper>().AddHostedService(provider => provider.GetRequiredService<OperationSweeper>());
        services.AddHostedService<OperationAnnouncer>();
        services.AddHostedService<OperationListener>();
        return services;
    }
}
