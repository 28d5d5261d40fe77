using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Vms.Addresses;
using NexusQuantum.Web.Features.Vms.Orphans;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

internal static class VmsSlice
{
    public static IServiceCollection AddVms(this IServiceCollection services)
    {
        services.AddSingleton<VmBoard>();
        services.AddSingleton<VmGate>();
        services.AddSingleton<VmStore>();
        services.AddSingleton<VmWishes>();
        services.AddSingleton<VmReports>();
        services.AddSingleton<IAgentListener>(provider => provider.GetRequiredService<VmReports>());
        services.AddHostedService(provider => provider.GetRequiredService<VmReports>());
        services.AddSingleton<AddressBook>();
        services.AddSingleton<CreateVm>();
        services.AddSingleton<PlanVm>();
        services.AddSingleton<EditVm>();
        services.AddSingleton<DoVm>();
        services.AddSingleton<ListVms>();
        services.AddSingleton<SettleVm>();
        services.AddSingleton<MeetWish>();
        services.AddSingleton<AgentRemoval>();
        services.AddSingleton<RemoveVm>();
        services.AddSingleton<DeleteVm>();
        services.AddSingleton<RetryCreate>();
        services.AddSingleton<IOperationRetry, VmRetry>();
        services.AddOrphans();
        services.AddSingleton<IVmApi, VmApi>();
        services.AddSingleton<IOperationHandler, CreateVmHandler>();
        services.AddSingleton<IOperationHandler, DeleteVmHandler>();
        services.AddSingleton<IOperationHandler, ForgetVmHandler>();
        foreach (var verb in Enum.GetValues<VmVerb>().Where(verb => verb != VmVerb.Delete))
        {
            services.AddSingleton<IOperationHandler>(provider => new PowerVmHandler(
                verb, provider.GetRequiredService<MeetWish>(), provider.GetRequiredService<VmWishes>(), provider.GetRequiredService<IDbContextFactory<NexusDb>>()));
        }

        return services;
    }

    public static IEndpointRouteBuilder MapVms(this IEndpointRouteBuilder routes)
    {
        VmEndpoints.Map(routes);
        OrphanEndpoints.Map(routes);
        return routes;
    }
}
