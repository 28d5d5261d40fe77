using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.PortalCheck;

/// <summary>Whether this portal meets the requirements, for its administrators.</summary>
internal static class PortalCheckSlice
{
    public static IServiceCollection AddPortalCheck(this IServiceCollection services)
    {
        services.AddSingleton<IPortalCheckApi, PortalCheckApi>();
        return services.AddPortalCheckPages();
    }

    /// <summary>What the page adds to the frame.</summary>
    public static IServiceCollection AddPortalCheckPages(this IServiceCollection services)
        => services.AddSingleton(_ => new NavEntry("Portal check", PortalCheckPaths.Page, Icons.Material.Outlined.FactCheck, 390, Needs: Permission.SettingsAdminister));

    public static void MapPortalCheck(this IEndpointRouteBuilder routes) => PortalCheckEndpoints.Map(routes);
}
