using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.SignalR;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>Who may come in: accounts, cookies, tokens, set-up. Everything else is denied by default.</summary>
internal static class AccessSlice
{
    private const string Chooser = "nexus";

    public static IServiceCollection AddAccess(this IServiceCollection services, WebOptions options)
    {
        services.AddAccounts();
        services.AddHttpContextAccessor();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<AccountStamps>();
        services.AddSingleton<TokenVault>();
        services.AddSingleton<IAccessApi, AccessApi>();
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

        // Deny by default: a route, hub or page that says nothing needs a signed-in caller.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>(identity =>
            {
                identity.Password.RequiredLength = PasswordRules.Shortest;
                identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 5;
                identity.Lockout.MaxFailedAccessAttempts = SignInThrottle.Tries;
                identity.Lockout.DefaultLockoutTimeSpan = SignInThrottle.Pause;
                identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._@";
            })
            .AddEntityFrameworkStores<NexusDb>()
            .AddPasswordValidator<PasswordRules>();
        services.AddScoped<AdministratorReset>();
        return services;
    }

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        // Public: this is how one comes in. Each is limited by source and by account, and the set-up routes end with the first administrator.
        var door = routes.MapGroup("/v1").WithTags("Access").AllowAnonymous().WithMetadata(NoIdempotencyMetadata.Value);
        door.MapPost("/login", AccessEndpoints.LoginAsync).WithName("login");
        door.MapPost("/setup", AccessEndpoints.SetUpAsync).WithName("setUp");

        var group = routes.MapGroup("/v1").WithTags("Access");
        group.MapGet("/me", AccessEndpoints.Me).WithName("getMe");
        group.MapGet("/users", AccessEndpoints.UsersAsync).WithName("listUsers");
        group.MapGet("/tokens", AccessEndpoints.TokensAsync).WithName("listTokens");
        group.MapPost("/tokens", AccessEndpoints.CreateTokenAsync).WithName("createToken").WithMetadata(NoIdempotencyMetadata.Value);
        group.MapDelete("/tokens/{id:guid}", AccessEndpoints.DeleteTokenAsync).WithName("deleteToken");

        // A plain form in the top bar posts here; the antiforgery middleware has checked it, since it is form-bound.
        routes.MapPost("/sign-out", SignOutForm.HandleAsync).ExcludeFromDescription();
    }
}
