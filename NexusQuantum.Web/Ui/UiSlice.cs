using Microsoft.AspNetCore.Components.Server;
using MudBlazor;
using MudBlazor.Services;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Ui;

/// <summary>The frame of the pages: components, MudBlazor, what a circuit needs.</summary>
internal static class UiSlice
{
    /// <summary>Services of all pages.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomRight;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
            options.SnackbarConfiguration.ShowTransitionDuration = 180;
            options.SnackbarConfiguration.HideTransitionDuration = 180;
            options.SnackbarConfiguration.PreventDuplicates = true;
        });
        services.AddScoped<Browser>();
        services.AddScoped<DrawerBell>();
        return services;
    }

    /// <summary>The pages themselves. Nobody may frame them.</summary>
    public static RazorComponentsEndpointConventionBuilder MapUi(this IEndpointRouteBuilder routes)
        => routes.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
}
