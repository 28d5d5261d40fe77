using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Agents;

internal static class AgentsRoom
{
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddEnrollment();
        services.AddSingleton<AgentClients>();
        services.AddSingleton<WatchInterests>();
        services.AddSingleton<HostBook>();
        services.AddSingleton<CertificateRotation>();
        services.AddSingleton<HostLeases>().AddHostedService(provider => provider.GetRequiredService<HostLeases>());
        services.AddHostedService<AgentWatchers>();
        services.AddHostedService<HostFactsKeeper>();
        services.AddSingleton<CertificateRenewal>().AddHostedService(provider => provider.GetRequiredService<CertificateRenewal>());
        return services;
    }

    /// <summary>What making a join token needs, also beside a running portal.</summary>
    public static IServiceCollection AddEnrollment(this IServiceCollection services)
        => services.AddSingleton<AuthorityVault>().AddSingleton<AgentDirectory>().AddSingleton<Enrollment>();

    public static IEndpointRouteBuilder MapAgents(this IEndpointRouteBuilder routes)
    {
        // Public: the token's MAC is the credential, and it is one-time.
        routes.MapPost("/v1/enroll", async (EnrollRequest request, HttpContext http, Enrollment enrollment, CancellationToken token) =>
                (await enrollment.JoinAsync(request, http.Connection.RemoteIpAddress, token)).ToHttp(TypedResults.Ok))
            .AllowAnonymous().WithTags("Hosts").WithName("Enroll").Produces<EnrollResponse>();
        return routes;
    }
}
