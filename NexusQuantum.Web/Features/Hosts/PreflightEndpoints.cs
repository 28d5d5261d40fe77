using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Preflight.Reports;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Preflight;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>The preflight of a host by REST.</summary>
internal static class PreflightEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var preflight = routes.MapGroup("/v1/hosts/{id}/preflight").WithTags("Hosts");
        preflight.MapGet("", async (HostId id, Guid? run, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.PreflightAsync(user.ToCaller(), id, run, token)).ToHttp(TypedResults.Ok))
            .WithName("GetPreflight").Needs(Permission.HostRead).Produces<PreflightView>();
        preflight.MapGet("/export", ExportAsync).WithName("ExportPreflight").Needs(Permission.HostRead).Produces<string>(contentType: "text/html", additionalContentTypes: ["application/json", "application/xml", "text/markdown"]);
        preflight.MapPost("", async (HostId id, CheckHostRequest? request, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.CheckAsync(user.ToCaller(), id, request ?? new CheckHostRequest(), token)).ToHttp(TypedResults.Ok))
            .WithName("CheckHost").Needs(Permission.HostAdminister).Produces<PreflightView>();
        preflight.MapPut("/waivers/{checkId}", async (HostId id, string checkId, WaiveCheckRequest request, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.WaiveAsync(user.ToCaller(), id, checkId, request, token)).ToHttp(TypedResults.Ok))
            .WithName("WaiveCheck").Needs(Permission.HostAdminister).Produces<PreflightView>();
        preflight.MapDelete("/waivers/{checkId}", async (HostId id, string checkId, ClaimsPrincipal user, IHostApi api, CancellationToken token) => (await api.UnwaiveAsync(user.ToCaller(), id, checkId, token)).ToHttp(TypedResults.Ok))
            .WithName("UnwaiveCheck").Needs(Permission.HostAdminister).Produces<PreflightView>();
    }

    private static async Task<IResult> ExportAsync(HostId id, Guid? run, string? format, ClaimsPrincipal user, IHostApi api, CancellationToken cancellationToken)
    {
        if (!QueryWord.TryRead<ReportFormat>(format ?? "html", out var asked) || asked is not { } wanted)
        {
            return PreflightErrors.BadFormat.ToHttp();
        }

        var found = await api.PreflightAsync(user.ToCaller(), id, run, cancellationToken);
        return found.Ok ? ReportFile.Of(found.Value.Report, wanted, id.ToString(), found.Value.At) : found.Error.ToHttp();
    }
}
