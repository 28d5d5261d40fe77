using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>The REST API as a script with a token sees it: JSON in, JSON out, nothing of our own types.</summary>
public sealed class Api(HttpClient http) : IDisposable
{
    public static readonly TimeSpan BootTime = TimeSpan.FromSeconds(90);

    public HttpClient Http => http;

    public void UseToken(string token) => http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
        => await ReadAsync(await http.GetAsync(path, cancellationToken), cancellationToken);

    public async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
        => await ReadAsync(await http.PostAsJsonAsync(path, body, cancellationToken), cancellationToken);

    public async Task<JsonElement> PatchAsync(string path, object body, CancellationToken cancellationToken)
        => await ReadAsync(await http.PatchAsJsonAsync(path, body, cancellationToken), cancellationToken);

    public async Task<JsonElement> DeleteAsync(string path, CancellationToken cancellationToken)
        => await ReadAsync(await http.DeleteAsync(path, cancellationToken), cancellationToken);

    /// <summary>Asks for long work and waits for its end; anything but success is a failure that shows the operation.</summary>
    public async Task<JsonElement> DoAsync(string path, object body, CancellationToken cancellationToken)
        => await EndOfAsync((await PostAsync(path, body, cancellationToken)).Id(), cancellationToken);

    public async Task<JsonElement> EndOfAsync(string operation, CancellationToken cancellationToken)
    {
        var ended = await WhenEndedAsync(operation, BootTime, cancellationToken);
        return ended.Text("status") == "succeeded" ? ended : throw new InvalidOperationException(ended.ToString());
    }

    public async Task<JsonElement> WhenEndedAsync(string operation, TimeSpan deadline, CancellationToken cancellationToken)
        => (await Until.SomeAsync($"operation {operation} ending", deadline, async () =>
        {
            var now = await GetAsync("/v1/operations/" + operation, cancellationToken);
            return now.Text("status") is "queued" or "running" ? null : new Boxed(now);
        }, cancellationToken)).Value;

    public async Task<JsonElement> WhenVmAsync(string id, string what, TimeSpan deadline, Func<JsonElement, bool> holds, CancellationToken cancellationToken)
    {
        var last = default(JsonElement);
        return (await Until.SomeAsync($"machine {id} being {what}", deadline, async () =>
        {
            last = await GetAsync("/v1/vms/" + id, cancellationToken);
            return holds(last) ? new Boxed(last) : null;
        }, cancellationToken, () => last.ToString())).Value;
    }

    public Task<JsonElement> WhenStateAsync(string id, string state, TimeSpan deadline, CancellationToken cancellationToken)
        => WhenVmAsync(id, state, deadline, vm => vm.Text("state") == state, cancellationToken);

    /// <summary>A machine that runs and whose guest agent has answered.</summary>
    public async Task<JsonElement> CreateRunningAsync(string name, string image, CancellationToken cancellationToken)
    {
        var operation = await DoAsync("/v1/vms", new { name, imageId = image, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, cancellationToken);
        return await WhenVmAsync(operation.GetProperty("subject").Text("id"), "running with its guest agent", BootTime, vm => vm.Text("state") == "running" && vm.Has("guest"), cancellationToken);
    }

    /// <summary>Runs a command in a guest as soon as its agent answers: its control line is up before its network.</summary>
    public async Task<JsonElement> ExecAsync(string id, string command, CancellationToken cancellationToken)
        => (await Until.SomeAsync($"machine {id} taking a command", TimeSpan.FromSeconds(40), async () =>
        {
            try
            {
                return new Boxed(await PostAsync($"/v1/vms/{id}/exec", new { command = new[] { "/bin/sh", "-c", command }, timeoutSeconds = 30 }, cancellationToken));
            }
            catch (ApiRefusedException refused) when (refused.Status == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }
        }, cancellationToken)).Value;

    public async Task<string> RootImageAsync(CancellationToken cancellationToken)
        => (await Until.SomeAsync("the shipped image being listed", TimeSpan.FromSeconds(30), async ()
            => (await GetAsync("/v1/images", cancellationToken)).Items().Where(image => image.Text("kind") == "root").Select(image => image.Id()).FirstOrDefault(), cancellationToken));

    public void Dispose() => http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new ApiRefusedException(response.StatusCode, $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: {text}");
        }

        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    private sealed record Boxed(JsonElement Value);
}

/// <summary>The API said no.</summary>
public sealed class ApiRefusedException(HttpStatusCode status, string text) : Exception($"{(int)status} {text}")
{
    public HttpStatusCode Status => status;
}
