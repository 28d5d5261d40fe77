using System.Text.Json;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Http;

/// <summary>What every request meets before a feature: the port, headers, who may speak how, problems, health.</summary>
internal static class HttpRoom
{
    /// <summary>The header in which a page's own script carries the antiforgery token to <c>/v1</c>.</summary>
    public const string AntiforgeryHeader = "X-CSRF-TOKEN";

    /// <summary>Enough for any JSON; an upload route lifts it for itself.</summary>
    public const long MostBytes = 1024 * 1024;

    public static WebApplicationBuilder AddHttp(this WebApplicationBuilder builder, WebOptions options)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => Limit(kestrel, options));
        services.AddExceptionHandler<ExceptionMapping>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.MaxDepth = 16;
            json.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        });
        services.AddAntiforgery(forgery =>
        {
            // SecurePolicy Always would throw on http://localhost, where browsers do accept secure cookies; the cookie policy adds the mark.
            forgery.Cookie.Name = CookieNames.Antiforgery(options);
            forgery.Cookie.Path = "/";
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.Cookie.SecurePolicy = CookieSecurePolicy.None;
            forgery.HeaderName = AntiforgeryHeader;
            forgery.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<CookiePolicyOptions>(policy =>
        {
            policy.Secure = options.PlainHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            policy.HttpOnly = HttpOnlyPolicy.Always;
        });
        // Names of this machine itself are left out by default, and stay so: other programs answer there too.
        services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(options.HstsDays));
        services.AddProxyHeaders(options);
        services.AddSingleton<RateGate>();
        services.AddSingleton<SecurityHeaders>();
        services.AddSingleton<BrowserDoor>();
        services.AddSingleton<PlainHttpDoor>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<MetricsText>();
        services.AddHostedService<IdempotencySweeper>();
        services.AddPortalOpenApi();
        return builder;
    }

    /// <summary>The order matters: from where and how it came, headers, who may connect how, then problems, then who asks, then whether a browser may ask so.</summary>
    public static void UseHttp(this WebApplication app)
    {
        _ = app.Services.GetRequiredService<MetricsText>(); // counts from the first request on
        app.UseProxyHeaders();
        app.Use(app.Services.GetRequiredService<SecurityHeaders>().AddAsync);
        if (!app.Services.GetRequiredService<WebOptions>().PlainHttp)
        {
            app.UseHsts();
        }

        app.UseExceptionHandler();
        app.UseStatusCodePages(EmptyAnswers.FillAsync);
        app.Use(app.Services.GetRequiredService<PlainHttpDoor>().PassAsync);
        app.UseCookiePolicy();
        app.UseWebSockets();
        app.UseRouting();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<BrowserDoor>().PassAsync);
        app.UseAuthorization();
        app.UseAntiforgery();
        app.Use(app.Services.GetRequiredService<Idempotency>().PassAsync);
    }

    public static void MapHttp(this IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        routes.MapHealth();
        routes.MapGet("/metrics", (MetricsText metrics) => Results.Text(metrics.Write(), "text/plain; version=0.0.4; charset=utf-8")).ExcludeFromDescription().Needs(Permission.MetricsRead);
        routes.MapOpenApi("/openapi/{documentName}.json").SignedIn();
    }

    private static void Limit(KestrelServerOptions kestrel, WebOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBytes;
        kestrel.Limits.MaxConcurrentConnections = 4096;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 4096;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Listen(options.Bind, listen => OnePort.Configure(listen, ServerCertificate.Load(options)));
    }
}
