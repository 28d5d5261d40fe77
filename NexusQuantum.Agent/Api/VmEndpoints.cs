using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NexusQuantum.Agent.Vms;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api;

/// <summary>Wishes in, reports out.</summary>
internal sealed class VmEndpoints(VmSupervisor supervisor, ReportBoard board)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(AgentRoutes.Vms, (RequestDelegate)ListAsync);
        routes.MapGet(AgentRoutes.VmTemplate, (RequestDelegate)GetAsync);
        routes.MapGet(AgentRoutes.WishTemplate, (RequestDelegate)WishAsync);
        routes.MapPut(AgentRoutes.VmTemplate, (RequestDelegate)EnsureAsync);
        routes.MapDelete(AgentRoutes.VmTemplate, (RequestDelegate)DeleteAsync);
    }

    private Task ListAsync(HttpContext context) => Answers.WriteAsync(context, board.All(), AgentJson.Default.VmReportArray);

    private Task GetAsync(HttpContext context)
        => Paths.TryVm(context, out var id) && board.Find(id) is { } report
            ? Answers.WriteAsync(context, report, AgentJson.Default.VmReport)
            : Answers.WriteAsync(context, Paths.NoVm);

    private Task WishAsync(HttpContext context)
        => Paths.TryVm(context, out var id) && supervisor.FindWish(id) is { } wish
            ? Answers.WriteAsync(context, wish, AgentJson.Default.EnsureVm)
            : Answers.WriteAsync(context, Paths.NoVm);

    private async Task EnsureAsync(HttpContext context)
    {
        if (!Paths.TryVm(context, out var id))
        {
            await Answers.WriteAsync(context, Paths.NoVm);
            return;
        }

        var wish = await Answers.ReadAsync(context, AgentJson.Default.EnsureVm);
        var mistake = wish.Ok ? EnsureRules.Mistake(wish.Value) : wish.Error;
        if (!wish.Ok || mistake is not null)
        {
            await Answers.WriteAsync(context, mistake ?? wish.Error!); // one of the two is there
            return;
        }

        try
        {
            var answer = await supervisor.EnsureAsync(id, wish.Value, context.RequestAborted);
            if (!answer.Ok)
            {
                await Answers.WriteAsync(context, answer.Error);
                return;
            }

            var (report, refused) = answer.Value;
            await Answers.WriteAsync(context, report, AgentJson.Default.VmReport, refused ? StatusCodes.Status409Conflict : StatusCodes.Status200OK);
        }
        catch (Exception e) when (e is System.Threading.Channels.ChannelClosedException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            await Answers.WriteAsync(context, new Error(ErrorKind.Conflict, "vm-deleting", "The machine was just removed.") { Fix = "Ask again." });
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (Paths.TryVm(context, out var id) && await supervisor.DeleteAsync(id, context.RequestAborted) is { } report)
        {
            await Answers.WriteAsync(context, report, AgentJson.Default.VmReport);
            return;
        }

        await Answers.WriteAsync(context, Paths.NoVm);
    }
}
