using System.Net;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Agents;

internal sealed partial class AgentClient
{
    private static readonly TimeSpan ImageLimit = TimeSpan.FromHours(6);

    public async Task<Result<IReadOnlyList<HostImage>>> ImagesAsync(CancellationToken cancellationToken)
    {
        var read = await CallAsync(HttpMethod.Get, AgentRoutes.Images, null, AgentJson.Default.HostImageArray, cancellationToken);
        return read.Ok ? read.Value : read.Error;
    }

    /// <summary>Sends an image's bytes; the agent hashes them and keeps nothing that does not match.</summary>
    public Task<Result<Done>> PutImageAsync(Digest digest, ImageFormat format, Stream bytes, long length, CancellationToken cancellationToken)
    {
        var content = new StreamContent(bytes, 128 * 1024);
        content.Headers.ContentType = new("application/octet-stream");
        content.Headers.ContentLength = length;
        var word = JsonNamingPolicy.CamelCase.ConvertName(format.ToString());
        return CallAsync<Done>(
            HttpMethod.Put,
            $"{AgentRoutes.Image(digest)}?format={word}",
            content,
            async (response, token) => response.IsSuccessStatusCode ? Done.Value : await ProblemAsync(response, token),
            ImageLimit,
            cancellationToken);
    }

    /// <summary>Lets <paramref name="use"/> read an image's bytes as they come.</summary>
    public Task<Result<Done>> ReadImageAsync(Digest digest, Func<Stream, long, CancellationToken, Task<Result<Done>>> use, CancellationToken cancellationToken)
        => CallAsync(
            HttpMethod.Get,
            AgentRoutes.Image(digest),
            null,
            async (response, token) =>
            {
                if (!response.IsSuccessStatusCode)
                {
                    return await ProblemAsync(response, token);
                }

                await using var body = await response.Content.ReadAsStreamAsync(token);
                return await use(body, response.Content.Headers.ContentLength ?? -1, token);
            },
            ImageLimit,
            cancellationToken);

    /// <summary>Removes an image; one that is not there is removed.</summary>
    public Task<Result<Done>> DeleteImageAsync(Digest digest, CancellationToken cancellationToken)
        => CallAsync<Done>(
            HttpMethod.Delete,
            AgentRoutes.Image(digest),
            null,
            async (response, token) => response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound ? Done.Value : await ProblemAsync(response, token),
            CallLimit,
            cancellationToken);
}
