using Microsoft.AspNetCore.Identity;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Passkeys;
using NexusQuantum.Web.Features.Access.SecondFactor;
using NexusQuantum.Web.Features.Access.Throttle;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access;

/// <summary>The ways to sign in: password, code, passkey; and a person's own page for them.</summary>
internal static class SignInWays
{
    public static IServiceCollection AddSignInWays(this IServiceCollection services)
    {
        services.AddSingleton<SignInSweeper>().AddHostedService(provider => provider.GetRequiredService<SignInSweeper>());
        services.AddSingleton<Proofs>();
        services.AddSingleton<OwnAccounts>();
        services.AddSingleton<OwnChange>();
        services.AddSingleton<OwnSecondFactors>();
        services.AddScoped<Enrolment>();
        services.ConfigureOptions<PasskeyOrigin>();
        services.AddScoped<IPasskeyHandler<Account>, PasskeyHandler<Account>>();
        services.AddScoped<PasskeyCeremony>();
        services.AddScoped<PasskeyScripts>();
        services.AddSingleton(_ => new Ui.UserMenuEntry("Your account", AccountPage.Path, MudBlazor.Icons.Material.Outlined.ManageAccounts, 10));
        return services;
    }

    /// <summary>What the commands on the host need of it too.</summary>
    public static IServiceCollection AddSecondFactors(this IServiceCollection services)
    {
        services.AddSingleton(new SignInLimits());
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PauseNotes>();
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<TicketOffice>();
        services.AddSingleton<SecondFactorPolicy>();
        services.AddSingleton<AuthenticatorApps>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<PasskeyList>();
        return services;
    }

    public static void MapSignInWays(this IEndpointRouteBuilder routes)
    {
        SignInPasskeys.Map(routes);
        var account = routes.MapGroup("/v1/account").WithTags("Account").SignedIn();
        OwnAccountEndpoints.Map(account);
        PasskeyEndpoints.Map(account);
        SecondFactorEndpoints.Map(routes.MapGroup("/v1/second-factor-rules").WithTags("Access").Needs(Permission.AccessAdminister));
    }
}
