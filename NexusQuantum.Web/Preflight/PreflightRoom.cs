using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Preflight.Portal;

namespace NexusQuantum.Web.Preflight;

internal static class PreflightRoom
{
    public static IServiceCollection AddPreflight(this IServiceCollection services)
    {
        services.AddSingleton<HostPreflights>().AddSingleton<FirstPreflights>().AddSingleton<PortalPreflights>();
        services.AddSingleton<IAgentListener>(provider => provider.GetRequiredService<FirstPreflights>());
        services.AddHostedService(provider => provider.GetRequiredService<FirstPreflights>());
        return services;
    }
}
