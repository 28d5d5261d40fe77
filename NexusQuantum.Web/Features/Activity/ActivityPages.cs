using MudBlazor;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Activity;

/// <summary>What the activity page adds to the frame.</summary>
internal static class ActivityPages
{
    /// <summary>The page.</summary>
    public const string Path = "/activity";

    /// <summary>Registers it.</summary>
    public static IServiceCollection AddActivityPages(this IServiceCollection services)
        => services.AddSingleton(_ => new NavEntry("Activity", Path, Icons.Material.Outlined.ReceiptLong, 310));
}
