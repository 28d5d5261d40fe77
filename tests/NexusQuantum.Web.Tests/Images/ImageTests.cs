using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NexusQuantum.Domain.Images;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Images;

public sealed class ImageTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_shipped_image_is_taken_in_once_and_brought_to_the_host()
    {
        await Until.TrueAsync("the host holds all three", Soon, () => Task.FromResult(Fleet.Host.Received.Count >= 3), Token);
        var images = (await Fleet.GetAsync("/v1/images")).GetProperty("items").EnumerateArray().Where(image => image.GetProperty("shipped").GetBoolean()).ToList();
        Assert.Equal(["nexus-tiny", "nexus-tiny-initrd", "nexus-tiny-kernel"], images.Select(image => image.GetProperty("name").GetString()));
        Assert.Equal(Fleet.Host.Received.Distinct().Count(), Fleet.Host.Received.Count);
        Assert.Equal(HttpStatusCode.Conflict, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/images/{images[0].GetProperty("id").GetString()}")).Status);
    }

    [Fact]
    public async Task An_upload_is_hashed_brought_to_a_host_and_let_go_of()
    {
        var bytes = TestFleet.Ext4(1 << 20, 7);
        var (status, operation) = await UploadAsync("mine", "root", bytes);
        Assert.True(status == HttpStatusCode.Accepted, operation.ToString());
        Assert.Equal("succeeded", (await Fleet.EndedAsync(operation)).GetProperty("status").GetString());
        var image = await Fleet.GetAsync($"/v1/images/{operation.GetProperty("subject").GetProperty("id").GetString()}");
        var digest = Digest.FromHash(SHA256.HashData(bytes));
        Assert.Equal((digest.ToString(), "ext4", 1 << 20), (image.GetProperty("digest").GetString(), image.GetProperty("format").GetString(), image.GetProperty("bytes").GetInt32()));
        Assert.Equal(await Fleet.ImageIdAsync("nexus-tiny-kernel"), image.GetProperty("kernelId").GetString());
        Assert.Equal(bytes, Fleet.Host.Images[digest].Bytes);
        Assert.Empty(Staged());

        var (again, same) = await UploadAsync("other-name", "root", bytes);
        Assert.Equal((HttpStatusCode.Conflict, "image-exists"), (again, same.GetProperty("type").GetString()));
        var (deleted, removal) = await Fleet.SendAsync(HttpMethod.Delete, $"/v1/images/{image.GetProperty("id").GetString()}");
        Assert.Equal(HttpStatusCode.Accepted, deleted);
        Assert.Equal("succeeded", (await Fleet.EndedAsync(removal)).GetProperty("status").GetString());
        Assert.False(Fleet.Host.Images.ContainsKey(digest));
    }

    [Fact]
    public async Task What_is_not_an_image_is_refused_with_what_it_is_and_leaves_nothing()
    {
        foreach (var (bytes, kind, type) in new (byte[], string, string)[]
        {
            ([], "root", "image-not-recognised"),
            (Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("hello\n", 100))), "root", "image-not-recognised"),
            (TestFleet.Ext4(1 << 20)[..(1 << 19)], "root", "image-truncated"),
            (TestFleet.Ext4(1 << 20, 9), "kernel", "image-wrong-kind"),
        })
        {
            var (status, problem) = await UploadAsync("bad", kind, bytes);
            Assert.Equal((HttpStatusCode.BadRequest, type), (status, problem.GetProperty("type").GetString()));
        }

        Assert.Empty(Staged());
        Assert.Equal("image-invalid", (await UploadAsync("<b>", "root", TestFleet.Ext4(1 << 20, 9))).Body.GetProperty("type").GetString());
        Assert.Equal("upload-not-multipart", (await Fleet.PostAsync("/v1/images", new { name = "x" })).Body.GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Fleet.Portal.Base.Port, Token);
        var head = $"--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ncut\r\n--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nroot\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /v1/images HTTP/1.1\r\nHost: localhost\r\nAuthorization: {Fleet.Client.DefaultRequestHeaders.Authorization}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n{head}"), Token);
        await socket.GetStream().WriteAsync(TestFleet.Ext4(1 << 20), Token);
        await Until.TrueAsync("it is being taken in", Soon, () => Task.FromResult(Staged().Any()), Token);
        socket.Close();
        await Until.TrueAsync("nothing is left", Soon, () => Task.FromResult(!Staged().Any()), Token);
        Assert.DoesNotContain((await Fleet.GetAsync("/v1/images")).GetProperty("items").EnumerateArray(), image => image.GetProperty("name").GetString() == "cut");
    }

    [Fact]
    public async Task A_machine_on_another_host_gets_its_image_relayed()
    {
        var (_, operation) = await UploadAsync("relayed", "root", TestFleet.Ext4(1 << 20, 42));
        await Fleet.EndedAsync(operation);
        var image = operation.GetProperty("subject").GetProperty("id").GetString();
        await using var second = await FakeAgent.JoinAsync(Fleet.Portal.Base, await TestFleet.JoinTokenAsync(Fleet.Client), "fake-2", Token);
        await Until.TrueAsync("the second host answers", Soon, async () => (await Fleet.GetAsync($"/v1/hosts/{second.Id}")) is var host && host.GetProperty("reachable").GetBoolean() && host.GetProperty("facts").ValueKind == JsonValueKind.Object, Token);
        var (status, create) = await Fleet.PostAsync("/v1/vms", new { name = FleetFixture.Name(), vcpus = 1, memoryMiB = 256, imageId = image, rootDiskGiB = 1, hostId = second.Id.ToString() });
        Assert.True(status == HttpStatusCode.Accepted, create.ToString());
        var ended = await Fleet.EndedAsync(create);
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.ToString());
        Assert.Contains(Digest.FromHash(SHA256.HashData(TestFleet.Ext4(1 << 20, 42))), second.Host.Images.Keys);

        var (inUse, problem) = await Fleet.SendAsync(HttpMethod.Delete, $"/v1/images/{image}");
        Assert.Equal((HttpStatusCode.Conflict, "image-in-use"), (inUse, problem.GetProperty("type").GetString()));
    }

    private IEnumerable<string> Staged()
    {
        var staging = Path.Combine(Fleet.Portal.Directory, "staging");
        return Directory.Exists(staging) ? Directory.EnumerateFiles(staging) : [];
    }

    [Theory]
    [InlineData("true", 51, true)]
    [InlineData("false", 52, false)]
    [InlineData("", 53, false)]
    public async Task Who_uploads_a_root_says_whether_the_guest_agent_is_in_it(string said, byte salt, bool has)
    {
        var (status, operation) = await UploadAsync($"agent-{salt}", "root", TestFleet.Ext4(1 << 20, salt), said);
        Assert.True(status == HttpStatusCode.Accepted, operation.ToString());
        await Fleet.EndedAsync(operation);
        var image = await Fleet.GetAsync($"/v1/images/{operation.GetProperty("subject").GetProperty("id").GetString()}");
        Assert.Equal(has, image.GetProperty("hasGuestAgent").GetBoolean());
    }

    [Fact]
    public async Task Whether_the_guest_agent_is_in_it_is_true_or_false()
        => Assert.Contains("hasGuestAgent", (await UploadAsync("agent-bad", "root", TestFleet.Ext4(1 << 20, 54), "yes")).Body.GetProperty("errors").ToString(), StringComparison.Ordinal);

    private async Task<(HttpStatusCode Status, JsonElement Body)> UploadAsync(string name, string kind, byte[] bytes, string hasGuestAgent = "")
    {
        using var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { new StringContent(kind), "kind" }, { new StringContent(hasGuestAgent), "hasGuestAgent" }, { file, "file", "disk.img" } };
        using var answer = await Fleet.Client.PostAsync("/v1/images", form, Token);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement);
    }
}
