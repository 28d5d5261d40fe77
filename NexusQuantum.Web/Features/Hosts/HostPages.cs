using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>What the host pages add to the frame.</summary>
internal static class HostPages
{
    /// <summary>The icon of a host, everywhere.</summary>
    public const string Icon = Icons.Material.Outlined.Dns;

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddHostPages(this IServiceCollection services)
    {
        services.AddSingleton(provider => new NavEntry("Hosts", HostPaths.All, Icon, 240, 'h', new FeedCount<HostId, HostView>(
            provider.GetRequiredService<IHostApi>().Feed,
            hosts => new NavCount(hosts.Count, hosts.Count(host => HostTrouble.Of(host, Times.Utc).Any(trouble => trouble.Grave))),
            provider.GetRequiredService<TimeProvider>()).Now, Permission.HostRead));
        services.AddSingleton<IFleetPulse, HostPulse>();
        services.AddScoped<ISearchSource, HostSearch>();
        return services;
    }
}
