using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Images;

internal static class ImagesSlice
{
    public static IServiceCollection AddImages(this IServiceCollection services, ImageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<ImageStaging>();
        services.AddSingleton<ShippedFiles>();
        services.AddSingleton<ImageCarrier>();
        services.AddSingleton<TakeUpload>();
        services.AddSingleton<DeleteImage>();
        services.AddSingleton<IImageApi, ImageApi>();
        services.AddSingleton<HostImages>().AddHostedService(provider => provider.GetRequiredService<HostImages>());
        services.AddSingleton<ImageBoard>().AddHostedService(provider => provider.GetRequiredService<ImageBoard>());
        services.AddSingleton<ShippedImages>().AddHostedService(provider => provider.GetRequiredService<ShippedImages>());
        services.AddSingleton<IOperationRetry, ImageRetry>();
        services.AddSingleton<IOperationHandler, ImportImageHandler>();
        services.AddSingleton<IOperationHandler, DeleteImageHandler>();
        return services;
    }

    public static IEndpointRouteBuilder MapImages(this IEndpointRouteBuilder routes)
    {
        ImageEndpoints.Map(routes);
        return routes;
    }
}
