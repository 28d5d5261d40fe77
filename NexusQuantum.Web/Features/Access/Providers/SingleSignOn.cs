using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Sign-in by other providers, over OpenID Connect.</summary>
internal static class SingleSignOn
{
    public static IServiceCollection AddSingleSignOn(this IServiceCollection services)
    {
        services.AddSingleton<ProviderWire>();
        services.AddSingleton<ProviderProtocol>();
        services.AddSingleton<ProviderBook>();
        services.AddSingleton<IProviders>(provider => provider.GetRequiredService<ProviderBook>());
        services.AddSingleton<ProviderSignIn>();
        services.AddSingleton<ProviderOrigins>().AddHostedService(provider => provider.GetRequiredService<ProviderOrigins>());
        services.AddSingleton<IFormActions>(provider => provider.GetRequiredService<ProviderOrigins>());
        services.AddSingleton(_ => new Parts.AccessTab("Single sign-on", ProvidersPage.Path, 450, Permission.AccessAdminister));
        return services;
    }

    public static void MapSingleSignOn(this IEndpointRouteBuilder routes)
    {
        ProviderDoor.Map(routes);
        ProviderEndpoints.Map(routes.MapGroup("/v1/sign-in-providers").WithTags("Access").Needs(Permission.AccessAdminister));
    }
}
