using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms.Create;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What the machine pages add to the frame: their line in the rail, their hits in the palette, the wizard's draft.</summary>
internal static class VmPages
{
    /// <summary>The icon of a machine, everywhere.</summary>
    public const string Icon = Icons.Material.Outlined.Memory;

    /// <summary>Registers them.</summary>
    public static IServiceCollection AddVmPages(this IServiceCollection services)
    {
        services.AddSingleton(provider => new NavEntry("Machines", VmPaths.All, Icon, 110, 'm', new FeedCount<VmId, VmView>(
            provider.GetRequiredService<IVmApi>().Feed,
            vms => VmTally.Of(vms) is var tally ? new NavCount(tally.Total, tally.NeedsPerson) : default,
            provider.GetRequiredService<TimeProvider>()).Now, Permission.VmRead));
        services.AddScoped<ISearchSource, VmSearch>();
        services.AddScoped<ISearchSource, VmDeeds>();
        services.AddScoped<CreateDraft>();
        return services;
    }
}
