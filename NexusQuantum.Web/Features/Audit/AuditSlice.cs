using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Audit.Chain;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Audit;

/// <summary>Who did what, readable and provable: the list, the chain over it, its retention.</summary>
internal static class AuditSlice
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddAuditChain();
        services.AddSingleton<SealLoop>().AddHostedService(provider => provider.GetRequiredService<SealLoop>());
        services.AddSingleton<AuditReader>();
        services.AddSingleton<KeepAudit>();
        services.AddSingleton<IAuditApi, AuditApi>();
        return services.AddAuditPages();
    }

    /// <summary>What a command beside the portal needs: nothing of it runs by itself.</summary>
    public static IServiceCollection AddAuditChain(this IServiceCollection services)
    {
        services.AddSingleton<AuditSealer>();
        services.AddSingleton<AuditMonths>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditWatch>();
        services.AddSingleton<VerifyCommand>();
        return services;
    }

    /// <summary>What the page adds to the frame.</summary>
    public static IServiceCollection AddAuditPages(this IServiceCollection services)
        => services.AddSingleton(_ => new NavEntry("Audit", AuditPaths.All, Icons.Material.Outlined.Policy, 315, Needs: Permission.AuditRead));

    public static void MapAudit(this IEndpointRouteBuilder routes) => AuditEndpoints.Map(routes);
}
