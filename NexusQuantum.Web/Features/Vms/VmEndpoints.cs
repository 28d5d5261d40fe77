using System.Security.Claims;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The REST door: reads the request, calls the room's face, maps the answer.</summary>
internal static class VmEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var vms = routes.MapGroup("/v1/vms").WithTags("Machines");
        vms.MapGet("", ListAsync).WithName("ListVms").Needs(Permission.VmRead).Produces<VmPage>();
        vms.MapPost("", CreateAsync).WithName("CreateVm").Needs(Permission.VmCreate).Produces<OperationView>(StatusCodes.Status202Accepted)
            .WithDescription("ipAddress asks for an address instead of one that the network gives. Behind address translation it lies in the network's range, and gateway and nameServers are the network's own. On a bridged network it is written with its prefix where the range is not known (192.168.1.20/24); gateway and nameServers left out are the network's router, when that is known. User mode has none to ask for. An address that another machine has answers 409 vm-address-taken.");
        vms.MapPost("/plan", PlanAsync).WithName("PlanVm").Needs(Permission.VmCreate).Produces<VmPlanView>();
        vms.MapGet("/{id}", GetAsync).WithName("GetVm").Needs(Permission.VmRead).Produces<VmView>();
        vms.MapPatch("/{id}", EditAsync).WithName("EditVm").Needs(Permission.VmEdit).Produces<VmView>()
            .WithDescription("Network and address are set when a machine is created and cannot be changed.");
        vms.MapDelete("/{id}", DeleteAsync).WithName("DeleteVm").Needs(Permission.VmDelete).Produces<OperationView>(StatusCodes.Status202Accepted)
            .WithDescription("While the machine's host does not answer, whenAway says what happens: refuse (the default) answers 503, wait queues the delete until the host is back, forget takes the machine out of the portal now.");
        foreach (var verb in new[] { VmVerb.Start, VmVerb.Restart, VmVerb.Reset, VmVerb.Pause, VmVerb.Resume })
        {
            vms.MapPost($"/{{id}}/{verb.ToString().ToLowerInvariant()}", (VmId id, ClaimsPrincipal user, IVmApi api, CancellationToken token) => DoAsync(user, api, id, verb, null, token))
                .WithName($"{verb}Vm").Needs(Permission.VmPower).Produces<OperationView>(StatusCodes.Status202Accepted);
        }

        vms.MapPost("/{id}/stop", StopAsync).WithName("StopVm").Needs(Permission.VmPower).Produces<OperationView>(StatusCodes.Status202Accepted);
        vms.MapPost("/{id}/exec", ExecAsync).WithName("ExecInVm").Needs(Permission.VmShell).Produces<ExecResult>();
        vms.MapPost("/{id}/settle", SettleAsync).WithName("SettleVm").Needs(Permission.VmEdit).Produces<VmView>();
        vms.MapGet("/{id}/console/log", ConsoleLogAsync).WithName("GetConsoleLog").Needs(Permission.VmConsole).Produces<string>(contentType: "text/plain");
        vms.MapGet("/{id}/events", EventsAsync).WithName("ListVmEvents").Needs(Permission.VmRead).Produces<ItemList<VmEventView>>();
    }

    private static async Task<IResult> ListAsync(ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken, string? q = null, string sort = "name", string? cursor = null, int limit = 100, ProjectId? projectId = null)
        => (await api.ListAsync(user.ToCaller(), new VmQuery(q, sort, cursor, limit, projectId), cancellationToken)).ToHttp(TypedResults.Ok);

    private static async Task<IResult> CreateAsync(CreateVmRequest request, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.CreateAsync(user.ToCaller(), request, null, cancellationToken)).ToHttp(Accepted);

    private static async Task<IResult> PlanAsync(CreateVmRequest request, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.PlanAsync(user.ToCaller(), request, cancellationToken)).ToHttp(TypedResults.Ok);

    private static async Task<IResult> GetAsync(VmId id, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.GetAsync(user.ToCaller(), id, cancellationToken)).ToHttp(TypedResults.Ok);

    private static async Task<IResult> EditAsync(VmId id, EditVmRequest request, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.EditAsync(user.ToCaller(), id, request, cancellationToken)).ToHttp(TypedResults.Ok);

    private static async Task<IResult> StopAsync(VmId id, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken, StopVmRequest? request = null)
    {
        request ??= new StopVmRequest();
        return request.Mode switch
        {
            "graceful" => await DoAsync(user, api, id, VmVerb.Stop, request.TimeoutSeconds, cancellationToken),
            "force" => await DoAsync(user, api, id, VmVerb.ForceStop, null, cancellationToken),
            _ => VmErrors.BadStopMode(request.Mode.Length > 20 ? "…" : request.Mode).ToHttp(),
        };
    }

    private static async Task<IResult> DeleteAsync(VmId id, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken, string? whenAway = null)
        => QueryWord.TryRead<WhenAway>(whenAway, out var choice)
            ? (await api.DeleteAsync(user.ToCaller(), id, choice ?? WhenAway.Refuse, null, cancellationToken)).ToHttp(Accepted)
            : VmErrors.BadWhenAway.ToHttp();

    private static async Task<IResult> ExecAsync(VmId id, ExecRequest request, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.ExecAsync(user.ToCaller(), id, request, cancellationToken)).ToHttp(TypedResults.Ok);

    private static async Task<IResult> SettleAsync(VmId id, SettleVmRequest request, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken)
        => (await api.SettleAsync(user.ToCaller(), id, request.KeepAgents, cancellationToken)).ToHttp(TypedResults.Ok);

    /// <summary>Limited here and not behind the room's face, from where an open page reads the log's tail again and again.</summary>
    private static async Task<IResult> ConsoleLogAsync(VmId id, ClaimsPrincipal user, IVmApi api, RateGate gate, CancellationToken cancellationToken, int bytes = 256 * 1024)
        => gate.Spend(RateLimits.Export, user.ToCaller()) is { } wait ? wait.ToHttp() : (await api.ConsoleLogAsync(user.ToCaller(), id, bytes, cancellationToken)).ToHttp(text => TypedResults.Text(text, "text/plain; charset=utf-8"));

    private static async Task<IResult> EventsAsync(VmId id, ClaimsPrincipal user, IVmApi api, CancellationToken cancellationToken, int limit = 200)
        => (await api.EventsAsync(user.ToCaller(), id, limit, cancellationToken)).ToHttp(events => TypedResults.Ok(new ItemList<VmEventView>(events, null)));

    private static async Task<IResult> DoAsync(ClaimsPrincipal user, IVmApi api, VmId id, VmVerb verb, int? graceSeconds, CancellationToken cancellationToken)
        => (await api.DoAsync(user.ToCaller(), id, verb, graceSeconds, null, cancellationToken)).ToHttp(Accepted);

    private static IResult Accepted(OperationView operation) => TypedResults.Accepted($"/v1/operations/{operation.Id}", operation);
}

/// <summary>Body of <c>POST /v1/vms/{id}/settle</c>.</summary>
/// <param name="KeepAgents">True takes the agent's wish, false sends ours above it.</param>
public sealed record SettleVmRequest(bool KeepAgents);
