using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Preflight;
using NexusQuantum.Domain.Preflight.Reports;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Preflight;

namespace NexusQuantum.Web.Features.PortalCheck;

/// <summary>The portal's own preflight by REST.</summary>
internal static class PortalCheckEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(PortalCheckPaths.Api).WithTags("Portal");
        group.MapGet("", async (ClaimsPrincipal user, IPortalCheckApi api, CancellationToken token) => (await api.LastAsync(user.ToCaller(), token)).ToHttp(TypedResults.Ok))
            .WithName("GetPortalPreflight").Needs(Permission.SettingsAdminister).Produces<PreflightReport>();
        group.MapPost("", async (ClaimsPrincipal user, IPortalCheckApi api, CancellationToken token) => (await api.RunAsync(user.ToCaller(), token)).ToHttp(TypedResults.Ok))
            .WithName("CheckPortal").Needs(Permission.SettingsAdminister).Produces<PreflightReport>();
        group.MapGet("/export", ExportAsync).WithName("ExportPortalPreflight").Needs(Permission.SettingsAdminister).Produces<string>(contentType: "text/html", additionalContentTypes: ["application/json", "application/xml", "text/markdown"]);
    }

    private static async Task<IResult> ExportAsync(string? format, ClaimsPrincipal user, IPortalCheckApi api, CancellationToken cancellationToken)
    {
        if (!QueryWord.TryRead<ReportFormat>(format ?? "html", out var asked) || asked is not { } wanted)
        {
            return PreflightErrors.BadFormat.ToHttp();
        }

        var found = await api.LastAsync(user.ToCaller(), cancellationToken);
        return found.Ok ? ReportFile.Of(found.Value, wanted, "portal", found.Value.At) : found.Error.ToHttp();
    }
}
