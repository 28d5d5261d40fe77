using System.Net;
using System.Text;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Agents;

internal sealed partial class AgentClient
{
    public Task<Result<HostFacts>> HostAsync(CancellationToken cancellationToken)
        => CallAsync(HttpMethod.Get, AgentRoutes.Host, null, AgentJson.Default.HostFacts, cancellationToken);

    /// <summary>Tells a whole wish. A generation below the agent's is not an error of ours to hide: it is answered as refused.</summary>
    public Task<Result<EnsureAnswer>> EnsureAsync(VmId id, EnsureVm wish, CancellationToken cancellationToken)
        => CallAsync<EnsureAnswer>(
            HttpMethod.Put,
            AgentRoutes.Vm(id),
            Json(JsonSerializer.SerializeToUtf8Bytes(wish, AgentJson.Default.EnsureVm)),
            async (response, token) =>
            {
                if (response.StatusCode == HttpStatusCode.Conflict && await ReportAsync(response, token) is { } held)
                {
                    return new EnsureAnswer(held, Refused: true);
                }

                var read = await ReadAsync(response, AgentJson.Default.VmReport, token);
                return read.Ok ? new EnsureAnswer(read.Value, Refused: false) : read.Error;
            },
            CallLimit,
            cancellationToken);

    /// <summary>Begins a removal; <see cref="EnsureAnswer.Report"/> is null when the agent has no such VM.</summary>
    public Task<Result<EnsureAnswer>> DeleteVmAsync(VmId id, CancellationToken cancellationToken)
        => CallAsync<EnsureAnswer>(
            HttpMethod.Delete,
            AgentRoutes.Vm(id),
            null,
            async (response, token) =>
            {
                if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.NoContent)
                {
                    return new EnsureAnswer(null, Refused: false);
                }

                var read = await ReadAsync(response, AgentJson.Default.VmReport, token);
                return read.Ok ? new EnsureAnswer(read.Value, Refused: false) : read.Error;
            },
            CallLimit,
            cancellationToken);

    public Task<Result<VmReport>> FindVmAsync(VmId id, CancellationToken cancellationToken)
        => CallAsync(HttpMethod.Get, AgentRoutes.Vm(id), null, AgentJson.Default.VmReport, cancellationToken);

    /// <summary>What the agent holds as a VM's wish; not found also from an agent of a release that does not tell.</summary>
    public Task<Result<EnsureVm>> FindWishAsync(VmId id, CancellationToken cancellationToken)
        => CallAsync(HttpMethod.Get, AgentRoutes.Wish(id), null, AgentJson.Default.EnsureVm, cancellationToken);

    public Task<Result<ExecResult>> ExecAsync(VmId id, ExecRequest request, CancellationToken cancellationToken)
        => CallAsync(
            HttpMethod.Post,
            AgentRoutes.Exec(id),
            Json(JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.ExecRequest)),
            (response, token) => ReadAsync(response, AgentJson.Default.ExecResult, token),
            TimeSpan.FromSeconds(request.TimeoutSeconds + 15),
            cancellationToken);

    public Task<Result<string>> ConsoleLogAsync(VmId id, int maxBytes, CancellationToken cancellationToken)
        => CallAsync<string>(
            HttpMethod.Get,
            $"{AgentRoutes.ConsoleLog(id)}?bytes={maxBytes}",
            null,
            async (response, token) =>
            {
                if (!response.IsSuccessStatusCode)
                {
                    return await ProblemAsync(response, token);
                }

                // The agent may be a release off or broken: the limit holds on our side too.
                await using var body = await response.Content.ReadAsStreamAsync(token);
                var bytes = new byte[maxBytes];
                var read = await body.ReadAtLeastAsync(bytes, maxBytes, throwOnEndOfStream: false, token);
                return Encoding.UTF8.GetString(bytes, 0, read);
            },
            CallLimit,
            cancellationToken);

    private static async Task<VmReport?> ReportAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        // 409 also means other conflicts, told as a problem; only a report has an id.
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json")
        {
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(body, AgentJson.Default.VmReport, cancellationToken);
    }

    private static ByteArrayContent Json(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/json");
        return content;
    }
}

/// <summary>What an agent says to a wish.</summary>
/// <param name="Report">Its picture of the VM; null when it has none.</param>
/// <param name="Refused">True when it holds a newer generation than the one told.</param>
internal sealed record EnsureAnswer(VmReport? Report, bool Refused);
