using MudBlazor;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Dashboard;

/// <summary>The first page: what needs a person, and the fleet at a glance. It owns no data.</summary>
internal static class DashboardSlice
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
        => services.AddSingleton(_ => new NavEntry("Dashboard", "/", Icons.Material.Outlined.Dashboard, 100, 'd'));
}
