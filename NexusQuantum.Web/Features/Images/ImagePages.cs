using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Images;

/// <summary>What the image pages add to the frame.</summary>
internal static class ImagePages
{
    /// <summary>The icon of an image, everywhere.</summary>
    public const string Icon = Icons.Material.Outlined.Album;

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddImagePages(this IServiceCollection services)
    {
        services.AddSingleton(provider => new NavEntry("Images", ImagePaths.All, Icon, 200, 'i', new FeedCount<ImageId, ImageView>(
            provider.GetRequiredService<IImageApi>().Feed,
            images => new NavCount(images.Count),
            provider.GetRequiredService<TimeProvider>()).Now, Permission.ImageRead));
        services.AddScoped<ISearchSource, ImageSearch>();
        return services;
    }
}
