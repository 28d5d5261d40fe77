using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.People;

/// <summary>Accounts, invitations and sessions.</summary>
internal static class PeopleSlice
{
    public static IServiceCollection AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<AccountChange>();
        services.AddSingleton<AccountReader>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<IAccounts, Accounts>();
        services.AddSingleton<OwnSessions>();
        services.AddScoped<Joining>();
        services.AddSingleton<Profiles>();
        services.AddSingleton(_ => new Parts.AccessTab("People", Pages.PeoplePage.Path, 200, Permission.AccessAdminister));
        return services;
    }

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        // Public: who holds a one-time link sets the password of the account it was made for. Limited by source.
        routes.MapPost("/v1/join", PeopleEndpoints.JoinAsync).WithName("join").WithTags("Access").AllowAnonymous().WithMetadata(NoIdempotencyMetadata.Value);
        PeopleEndpoints.Map(routes.MapGroup("/v1/users").WithTags("Access").Needs(Permission.AccessAdminister));
        ProfileEndpoints.Map(routes.MapGroup("/v1/account").WithTags("Account").SignedIn());
        SessionEndpoints.Map(routes.MapGroup("/v1/account/sessions").WithTags("Account").SignedIn());
    }
}
