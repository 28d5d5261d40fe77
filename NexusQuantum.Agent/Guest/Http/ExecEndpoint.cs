using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Agent.Guest.Exec;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>POST /exec, sixteen at a time.</summary>
internal sealed class ExecEndpoint(ExecRunner runner)
{
    private readonly Slots _slots = new(16);

    public async Task ServeAsync(HttpContext context)
    {
        ExecRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, GuestJson.Default.ExecRequest, context.RequestAborted);
        }
        catch (JsonException)
        {
            request = null;
        }
        catch (BadHttpRequestException e)
        {
            await Reply.ProblemAsync(context, e.StatusCode, "request-too-large", "The request is larger than 256 KiB, or broken.");
            return;
        }

        var refusal = request is null ? "The body is not {\"command\": [..], \"timeoutSeconds\": n}." : ExecLimits.Refusal(request);
        if (request is null || refusal is not null)
        {
            await Reply.ProblemAsync(context, 400, "exec-invalid", refusal ?? string.Empty);
            return;
        }

        if (!_slots.TryTake())
        {
            await Reply.ProblemAsync(context, 429, "too-many-commands", $"{_slots.Most} commands run already.");
            return;
        }

        try
        {
            using var outcome = await runner.RunAsync(request, context.RequestAborted);
            await ExecReply.WriteAsync(context, outcome);
        }
        finally
        {
            _slots.Release();
        }
    }
}
