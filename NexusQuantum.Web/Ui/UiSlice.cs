using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Server;
using MudBlazor;
using MudBlazor.Services;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Ui;

/// <summary>The frame of the pages: components, MudBlazor, what a circuit needs.</summary>
internal static class UiSlice
{
    /// <summary>Services of all pages.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            // Beyond these a tab that was away too long loads its page anew; memory a caller can make us hold is bounded by them.
            (circuits.DisconnectedCircuitMaxRetained, circuits.DisconnectedCircuitRetentionPeriod) = (100, TimeSpan.FromMinutes(3));
            (circuits.PersistedCircuitInMemoryMaxRetained, circuits.PersistedCircuitInMemoryRetentionPeriod) = (100, TimeSpan.FromMinutes(10));
            circuits.DetailedErrors = false;
        });
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
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'")
            .CloseCircuitsToStrangers();

    /// <summary>Pages say themselves who may pass; what carries them (the circuit and its files) is for whoever is signed in.</summary>
    private static RazorComponentsEndpointConventionBuilder CloseCircuitsToStrangers(this RazorComponentsEndpointConventionBuilder pages)
    {
        pages.Add(endpoint =>
        {
            if (!endpoint.Metadata.OfType<ComponentTypeMetadata>().Any())
            {
                endpoint.Metadata.Add(new SignedInAttribute());
            }
        });
        return pages;
    }
}
