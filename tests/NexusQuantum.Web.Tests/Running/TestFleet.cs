using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Web.Tests.Running;

/// <summary>A portal with a base image and one joined fake agent; tests speak HTTP to it as an operator's program would.</summary>
public sealed class TestFleet : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestFleet(string url, string directory, string images, TestPortal portal, HttpClient client, FakeAgent agent)
        => (Url, Directory, Images, Portal, Client, Agent) = (url, directory, images, portal, client, agent);

    public string Url { get; }

    public string Directory { get; }

    public string Images { get; }

    public TestPortal Portal { get; private set; }

    public HttpClient Client { get; private set; }

    public FakeAgent Agent { get; }

    public FakeHost Host => Agent.Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestFleet> StartAsync(FakeHost? host = null, string? url = null, Action<WebApplicationBuilder>? customise = null)
    {
        url ??= await TestDatabases.CreateAsync(Token);
        var images = System.IO.Directory.CreateTempSubdirectory("nq-fleet-images-").FullName;
        await WriteBaseAsync(images);
        var directory = TestPortal.Temporary();
        var portal = await StartPortalAsync(url, directory, images, customise);
        var client = await portal.SignedInAsync(Token);
        var agent = await FakeAgent.JoinAsync(portal.Base, await JoinTokenAsync(client), "fake-1", Token, host);
        var fleet = new TestFleet(url, directory, images, portal, client, agent);
        await fleet.ReachableAsync(true);
        return fleet;
    }

    public static async Task<string> JoinTokenAsync(HttpClient client, HostId? again = null)
    {
        using var answer = await client.PostAsync("/v1/hosts/join-tokens", again is { } host ? JsonContent.Create(new { hostId = host.ToString() }) : null, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return Marks.Keep((await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("token").GetString()!); // it was made
    }

    /// <summary>Stops the portal as a process ends and starts another on the same data.</summary>
    public async Task RestartPortalAsync()
    {
        Client.Dispose();
        var keep = Directory + "-kept";
        // Disposing a test portal removes its directory; the next one is to find it again.
        CopyDirectory(Directory, keep);
        await Portal.DisposeAsync();
        System.IO.Directory.Move(keep, Directory);
        Portal = await StartPortalAsync(Url, Directory, Images);
        Client = await Portal.SignedInAsync(Token);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Client.GetAsync(path, Token);
        Assert.True(answer.IsSuccessStatusCode, $"GET {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>Status and body of a call.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<string> ImageIdAsync(string name = "nexus-tiny")
    {
        var found = await Until.SomeAsync($"the image {name}", Soon, async () =>
        {
            var images = await GetAsync("/v1/images");
            return images.GetProperty("items").EnumerateArray().FirstOrDefault(image => image.GetProperty("name").GetString() == name) is { ValueKind: JsonValueKind.Object } image ? image.GetProperty("id").GetString() : null;
        }, Token);
        return found;
    }

    public async Task<object> NewVmAsync(string name, int memoryMiB = 256, ProjectId? project = null) => new { name, vcpus = 1, memoryMiB, imageId = await ImageIdAsync(), rootDiskGiB = 1, projectId = project?.ToString() };

    /// <summary>Creates a VM and waits until its operation ended well.</summary>
    public async Task<VmId> CreateAsync(string name, ProjectId? project = null)
    {
        var (status, operation) = await PostAsync("/v1/vms", await NewVmAsync(name, project: project));
        Assert.True(status == HttpStatusCode.Accepted, operation.ToString());
        var ended = await EndedAsync(operation);
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.ToString());
        return VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null);
    }

    public Task<JsonElement> VmAsync(VmId id) => GetAsync($"/v1/vms/{id}");

    public Task VmStateAsync(VmId id, string state)
        => Until.TrueAsync($"state {state}", Soon, async () => (await VmAsync(id)).GetProperty("state").GetString() == state, Token, () => Host.Report(id)?.ToString() ?? "no report");

    /// <summary>Waits for the end of an operation.</summary>
    public async Task<JsonElement> EndedAsync(JsonElement operation)
    {
        var id = operation.GetProperty("id").GetString();
        JsonElement ended = default;
        await Until.TrueAsync("the operation ends", Soon, async () =>
        {
            ended = await GetAsync($"/v1/operations/{id}");
            return ended.GetProperty("status").GetString() is "succeeded" or "failed" or "cancelled";
        }, Token, () => ended.ToString());
        return ended;
    }

    public Task<JsonElement> HostAsync() => GetAsync($"/v1/hosts/{Agent.Id}");

    /// <summary>Waits until the portal says why it does not work with the agent.</summary>
    public async Task<JsonElement> RefusedAsync(string type)
    {
        JsonElement host = default;
        await Until.TrueAsync($"refused as {type}", Soon, async () =>
        {
            host = await HostAsync();
            return host.TryGetProperty("unreachableType", out var said) && said.GetString() == type;
        }, Token, () => host.ToString());
        return host;
    }

    public Task ReachableAsync(bool reachable)
        => Until.TrueAsync($"reachable: {reachable}", Soon, async () => (await GetAsync($"/v1/hosts/{Agent.Id}")).GetProperty("reachable").GetBoolean() == reachable
            && (!reachable || (await GetAsync($"/v1/hosts/{Agent.Id}")).TryGetProperty("facts", out var facts) && facts.ValueKind == JsonValueKind.Object), Token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Portal.DisposeAsync();
        await Agent.DisposeAsync();
        System.IO.Directory.Delete(Images, recursive: true);
    }

    /// <summary>An ext4 file system as far as its superblock says.</summary>
    public static byte[] Ext4(int length, byte salt = 0)
    {
        var bytes = new byte[length];
        var super = bytes.AsSpan(1024);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super, 64);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[4..], (uint)(length / 4096));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[0x18..], 2);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[0x20..], 32768);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(super[0x38..], 0xEF53);
        bytes[^1] = salt;
        return bytes;
    }

    private static Task<TestPortal> StartPortalAsync(string url, string directory, string images, Action<WebApplicationBuilder>? customise = null)
        => TestPortal.StartAsync(url, options => options with { BaseImageDirectory = images }, Token, customise, directory);

    private static async Task WriteBaseAsync(string directory)
    {
        var kernel = new byte[5 * 512 + 4096];
        (kernel[510], kernel[511], kernel[0x1f1]) = (0x55, 0xaa, 4);
        "HdrS"u8.CopyTo(kernel.AsSpan(0x202));
        (kernel[0x206], kernel[0x207], kernel[0x1f5]) = (0x0f, 0x02, 1);
        var initrd = Encoding.ASCII.GetBytes("070701" + new string('0', 200));
        var root = Ext4(1 << 20);
        var files = new[] { ("vmlinuz", kernel), ("initrd.img", initrd), ("root.ext4", root) };
        foreach (var (name, bytes) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(directory, name), bytes, Token);
        }

        object Entry(int index, string format) => new { file = files[index].Item1, digest = Digest.FromHash(SHA256.HashData(files[index].Item2)).ToString(), format };
        await File.WriteAllTextAsync(
            Path.Combine(directory, "manifest.json"),
            JsonSerializer.Serialize(new { name = "nexus-tiny", version = "1", kernel = Entry(0, "bzImage"), initrd = Entry(1, "cpio"), root = Entry(2, "ext4"), kernelArguments = "console=ttyS0", hasGuestAgent = true }),
            Token);
    }

    private static void CopyDirectory(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in System.IO.Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) is not "lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var directory in System.IO.Directory.EnumerateDirectories(from))
        {
            CopyDirectory(directory, Path.Combine(to, Path.GetFileName(directory)));
        }
    }
}
