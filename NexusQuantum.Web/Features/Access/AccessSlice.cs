using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Passwords;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Features.Access.Projects;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Who may come in: accounts, cookies, tokens, set-up. Everything else is denied by default.</summary>
internal static class AccessSlice
{
    /// <summary>What user names are made of.</summary>
    public const string NameLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._@";

    private const string Chooser = "nexus";

    public static IServiceCollection AddAccess(this IServiceCollection services, WebOptions options)
    {
        services.AddAccounts();
        services.AddHttpContextAccessor();
        services.AddSignInWays();
        services.AddPeople();
        services.AddSingleSignOn();
        services.AddSingleton<StandingRows>();
        services.AddSingleton<CredentialUses>();
        services.AddSingleton<Standings>().AddHostedService(provider => provider.GetRequiredService<Standings>());
        services.AddSingleton<AccessNews>().AddHostedService(provider => provider.GetRequiredService<AccessNews>());
        services.AddSingleton<SessionBook>();
        services.AddSingleton<TokenVault>();
        services.AddSingleton<Tokens.TokenDesk>();
        services.AddSingleton<ServiceAccounts.IServiceAccounts, ServiceAccounts.ServiceAccountApi>();
        services.AddSingleton(_ => new Parts.AccessTab("Service accounts", ServiceAccountsPage.Path, 250, Permission.ProjectAdminister));
        services.AddSingleton<IAccessApi, AccessApi>();
        services.AddSingleton<Roles.Grants>();
        services.AddProjects();
        services.AddSingleton(_ => new Parts.AccessTab("Tokens", AccessPage.Path, 100, null));
        services.AddSingleton(_ => new Parts.AccessTab("Sign-in rules", SignInRulesPage.Path, 500, Permission.AccessAdminister));
        services.AddSingleton(_ => new Ui.NavEntry("Access", AccessPage.Path, MudBlazor.Icons.Material.Outlined.VpnKey, 320));
        services.AddSingleton<SetUpCode>();
        services.AddSingleton<HubGuard>().AddHostedService(provider => provider.GetRequiredService<HubGuard>());
        services.Configure<HubOptions>(hubs => hubs.AddFilter<HubGuard>());
        services.AddScoped<SignIn>();
        services.AddScoped<SetUp>();
        services.AddScoped<AuthenticationStateProvider, CircuitRevalidation>();

        services.AddAuthentication(Chooser)
            .AddPolicyScheme(Chooser, null, scheme => scheme.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 ? BearerHandler.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Scheme, null)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie => SessionCookie.Configure(cookie, options));

        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, NeedsPolicies>();
        return services;
    }

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddScoped<IPasswordHasher<Account>, AccountPasswordHasher>();
        services.AddIdentityCore<Account>(identity =>
            {
                identity.Password.RequiredLength = 1; // PasswordRules counts letters, not UTF-16 units
                identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 5;
                identity.User.AllowedUserNameCharacters = NameLetters;
            })
            .AddEntityFrameworkStores<NexusDb>()
            .AddPasswordValidator<PasswordRules>();
        services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = PasswordRules.Iterations);
        services.AddSecondFactors();
        services.AddScoped<AdministratorReset>();
        services.AddScoped<AcceptanceAccount>();
        return services;
    }

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        // Public: this is how one comes in. Each is limited by source and by account, and the set-up routes end with the first administrator.
        var door = routes.MapGroup("/v1").WithTags("Access").AllowAnonymous().WithMetadata(NoIdempotencyMetadata.Value);
        door.MapPost("/login", AccessEndpoints.LoginAsync).WithName("login");
        door.MapPost("/setup", AccessEndpoints.SetUpAsync).WithName("setUp");

        var group = routes.MapGroup("/v1").WithTags("Access");
        group.MapGet("/me", AccessEndpoints.Me).WithName("getMe").SignedIn();
        group.MapGet("/users", AccessEndpoints.UsersAsync).WithName("listUsers").Needs(Permission.AccessAdminister);
        group.MapGet("/tokens", AccessEndpoints.TokensAsync).WithName("listTokens").SignedIn();
        group.MapPost("/tokens", AccessEndpoints.CreateTokenAsync).WithName("createToken").SignedIn().WithMetadata(NoIdempotencyMetadata.Value);
        group.MapDelete("/tokens/{id:guid}", AccessEndpoints.DeleteTokenAsync).WithName("deleteToken").SignedIn();
        group.MapGet("/users/{id:guid}/tokens", AccessEndpoints.TokensOfAsync).WithName("listUserTokens").Needs(Permission.AccessAdminister);
        group.MapDelete("/users/{id:guid}/tokens/{tokenId:guid}", AccessEndpoints.DeleteTokenOfAsync).WithName("deleteUserToken").Needs(Permission.AccessAdminister);

        ServiceAccounts.ServiceAccountEndpoints.Map(routes.MapGroup("/v1/service-accounts").WithTags("Access").SignedIn());

        // Each call by a session notes that somebody is there; the page sends one a minute while keys or the pointer move.
        routes.MapPost("/session/seen", () => Results.NoContent()).ExcludeFromDescription().SignedIn();

        routes.MapSignInWays();
        routes.MapPeople();
        routes.MapSingleSignOn();
        routes.MapProjects();

        // A plain form in the top bar posts here; the antiforgery middleware has checked it, since it is form-bound.
        routes.MapPost("/sign-out", SignOutForm.HandleAsync).ExcludeFromDescription().SignedIn();
    }
}
