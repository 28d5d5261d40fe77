using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>The four routes of <see cref="GuestRoutes"/>. Everything needs the key; without it even the path's existence is not told.</summary>
internal sealed class GuestApplication(KeyRing ring, GuestSampler sampler, ExecEndpoint exec, ShellEndpoint shell) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nobody is left to answer.
        }
    }

    private Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (!ring.Accepts(request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Reply.ProblemAsync(context, 401, "guest-key-required", "This call needs the VM's key.");
        }

        return (request.Method, request.Path.Value) switch
        {
            ("GET", GuestRoutes.Health) => Reply.JsonAsync(
                context, 200, new GuestHealth("ok", GuestVersion.Text, GuestSampler.Uptime()), GuestJson.Default.GuestHealth),
            ("GET", GuestRoutes.Metrics) => request.Query["format"] == "prometheus"
                ? Reply.TextAsync(context, "text/plain; version=0.0.4; charset=utf-8", Prometheus.Text(sampler.Sample()))
                : Reply.JsonAsync(context, 200, sampler.Sample(), GuestJson.Default.GuestSample),
            ("GET", GuestRoutes.Shell) => shell.ServeAsync(context),
            ("POST", GuestRoutes.Exec) => exec.ServeAsync(context),
            _ => Reply.ProblemAsync(context, 404, "not-found", "There is no such route here."),
        };
    }
}
