using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Agents;

internal sealed partial class AgentClient
{
    // A whole run takes up to 15 s, and may wait for another one.
    private static readonly TimeSpan PreflightLimit = TimeSpan.FromSeconds(45);
    private const int MaxReport = 1024 * 1024;

    /// <summary>A fresh report of the host's checks; not found from an agent of a release that has none.</summary>
    public Task<Result<PreflightReport>> PreflightAsync(bool measureStorage, CancellationToken cancellationToken)
        => CallAsync<PreflightReport>(
            HttpMethod.Get,
            AgentRoutes.Preflight + (measureStorage ? "?storage=true" : ""),
            null,
            async (response, token) =>
            {
                if (!response.IsSuccessStatusCode)
                {
                    return await ProblemAsync(response, token);
                }

                // Kept and shown as it is: the host's word, and as such bounded.
                await response.Content.LoadIntoBufferAsync(MaxReport, token);
                await using var body = await response.Content.ReadAsStreamAsync(token);
                return await JsonSerializer.DeserializeAsync(body, PreflightJson.Default.PreflightReport, token) is { Results.IsDefault: false } report ? report : Unreachable("its answer is not what this release understands");
            },
            PreflightLimit,
            cancellationToken);
}
