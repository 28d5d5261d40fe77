using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>
/// The framework's own handler of OpenID Connect, made for each request from the provider's row as it is now: a change counts at once
/// at every replica, and there are no schemes to keep in step. Code flow with PKCE; issuer, audience, signature, life and nonce of the
/// ID token are the handler's work. What goes with the browser is sealed for one provider and one <see cref="SignInProvider.Revision"/>,
/// so an answer can neither be shown to another provider nor outlive a change of the configuration.
/// </summary>
internal sealed class ProviderProtocol(ProviderWire wire, Seal seal, IDataProtectionProvider protection, WebOptions web, ILoggerFactory loggers)
{
    private static readonly TimeSpan MostAway = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, (Guid Revision, OpenIdConnectOptions Options)> _known = new();

    /// <summary>Sends the browser to the provider; false with the reason when that cannot be.</summary>
    public async Task<string?> SendAsync(SignInProvider provider, AuthenticationProperties round, HttpContext context)
    {
        try
        {
            await (await HandlerAsync(provider, context)).ChallengeAsync(round);
            return null;
        }
        catch (Exception e) when (e is OpenIdConnectProtocolException or HttpRequestException or InvalidOperationException or IOException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            return Reason(e);
        }
    }

    /// <summary>Takes the provider's answer from the address it sent the browser back to.</summary>
    public async Task<ProviderAnswer> TakeAsync(SignInProvider provider, HttpContext context)
    {
        await (await HandlerAsync(provider, context)).HandleRequestAsync();
        return context.Features.Get<ProviderAnswer>() ?? new ProviderAnswer(null, null, "This was no answer of a provider.");
    }

    private async Task<OpenIdConnectHandler> HandlerAsync(SignInProvider provider, HttpContext context)
    {
        var name = $"provider {provider.Id:N} {provider.Revision:N}";
        var known = _known.AddOrUpdate(provider.Id, _ => Make(), (_, last) => last.Revision == provider.Revision ? last : Make());
        var handler = new OpenIdConnectHandler(new Only(known.Options), loggers, HtmlEncoder.Default, UrlEncoder.Default);
        await handler.InitializeAsync(new AuthenticationScheme(name, null, typeof(OpenIdConnectHandler)), context);
        return handler;

        (Guid Revision, OpenIdConnectOptions Options) Make()
        {
            var options = Options(provider);
            new OpenIdConnectPostConfigureOptions(protection).PostConfigure(name, options);
            options.Validate(name);
            return (provider.Revision, options);
        }
    }

    private OpenIdConnectOptions Options(SignInProvider provider)
    {
        var options = new OpenIdConnectOptions
        {
            Authority = provider.Authority,
            RequireHttpsMetadata = provider.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase),
            ConfigurationManager = wire.Keep(provider.Authority),
            Backchannel = wire.Client,
            ClientId = provider.ClientId,
            ClientSecret = provider.OpenSecret(seal),
            CallbackPath = ProviderPaths.Callback(provider.Slug),
            SignInScheme = IdentityConstants.ApplicationScheme, // named because it must be; the answer is taken before it is used
            ResponseType = OpenIdConnectResponseType.Code,

            // Back by GET: browsers send SameSite=Lax cookies with it, where a form from another site would need SameSite=None and TLS.
            ResponseMode = OpenIdConnectResponseMode.Query,
            UsePkce = true,
            MapInboundClaims = false,
            GetClaimsFromUserInfoEndpoint = true,
            SaveTokens = false,
            DisableTelemetry = true,
            RemoteAuthenticationTimeout = MostAway,
            TokenValidationParameters = new TokenValidationParameters
            {
                ClockSkew = TimeSpan.FromMinutes(2),
                ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
            },
            Events = new OpenIdConnectEvents
            {
                OnUserInformationReceived = told =>
                {
                    ReceivedClaims.Add((ClaimsIdentity)told.Principal!.Identity!, told.User.RootElement); // of the ID token that was checked before
                    return Task.CompletedTask;
                },
                OnTicketReceived = ticket =>
                {
                    ticket.HandleResponse();
                    ticket.HttpContext.Features.Set(new ProviderAnswer(ticket.Principal, ticket.Properties, null));
                    return Task.CompletedTask;
                },
                OnRemoteFailure = failed =>
                {
                    failed.HandleResponse();
                    failed.HttpContext.Features.Set(new ProviderAnswer(null, failed.Properties, Reason(failed.Failure)));
                    return Task.CompletedTask;
                },
            },
        };
        options.ClaimActions.Clear();
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", .. provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            options.Scope.Add(scope);
        }

        foreach (var (cookie, part) in ((CookieBuilder, string)[])[(options.CorrelationCookie, "-round."), (options.NonceCookie, "-nonce.")])
        {
            cookie.Name = CookieNames.Provider(web) + part;
            cookie.Path = "/";
            cookie.HttpOnly = true;
            cookie.IsEssential = true;
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest; // the cookie policy adds the mark, as for the session
        }

        return options;
    }

    /// <summary>The library's and the provider's own words; neither holds codes or tokens, and nobody but administrators reads them.</summary>
    private static string Reason(Exception? e) => (e?.InnerException?.Message ?? e?.Message) is not { Length: > 0 } text ? "No reason was given." : text.Length > 500 ? text[..500] + "…" : text;

    private sealed class Only(OpenIdConnectOptions options) : IOptionsMonitor<OpenIdConnectOptions>
    {
        public OpenIdConnectOptions CurrentValue => options;

        public OpenIdConnectOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<OpenIdConnectOptions, string?> listener) => null;
    }
}
