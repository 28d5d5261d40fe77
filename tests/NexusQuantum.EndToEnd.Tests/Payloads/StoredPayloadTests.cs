using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Whatever the API, a host or a guest stores is shown as text on every page.</summary>
[Collection(typeof(PayloadCollection))]
[TestMethodOrderer(typeof(StoryOrder))]
public sealed partial class StoredPayloadTests(PayloadHouse house)
{
    /// <summary>Accepted texts, by the first tests for the last.</summary>
    private static readonly ConcurrentDictionary<Payload, int> Accepted = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void There_are_enough_payloads_and_each_has_its_own_name()
    {
        Payload[] all = [.. Scripts.All, .. Escapes.All];
        Assert.True(Scripts.All.Length >= 110 && Escapes.All.Length >= 45 && all.Length >= 150, $"{all.Length}");
        Assert.Equal(all.Length, all.DistinctBy(payload => payload.Name).Count());
        Assert.Equal(all.Length, all.DistinctBy(payload => payload.Text).Count());
    }

    [Fact]
    public async Task Every_text_of_every_body_takes_them_or_says_no()
    {
        await house.MachineAsync(Token);
        using var api = house.Api();
        var fields = ApiField.All(await api.GetAsync("/openapi/v1.json", Token));
        Assert.Equal(fields.Select(field => field.Door).Distinct().Order(StringComparer.Ordinal), ApiBodies.Doors.Order(StringComparer.Ordinal));
        var ids = await MakeAsync(api);
        var odd = new ConcurrentQueue<string>();
        var (sent, taken) = (0, 0);
        await Parallel.ForEachAsync(fields.Select((field, index) => (field, index)), new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token }, async (one, cancellationToken) =>
        {
            var most = ApiBodies.Most(one.field);
            for (var at = 0; at < most; at++)
            {
                // Where a few have to do, each field has others.
                var payload = Scripts.All[(at + (most == Scripts.All.Length ? 0 : one.index * most)) % Scripts.All.Length];
                using var answer = await SendAsync(api, one.field, payload, Interlocked.Increment(ref sent), ids, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    Interlocked.Increment(ref taken);
                    Accepted.AddOrUpdate(payload, 1, (_, times) => times + 1);
                }
                else if ((int)answer.StatusCode >= 500 && (int)answer.StatusCode != 503)
                {
                    odd.Enqueue($"{one.field} {payload}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
                }
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{fields.Count} fields, {sent} sent, {taken} taken, {Accepted.Count} of {Scripts.All.Length} payloads taken somewhere");
        Assert.True(odd.IsEmpty, string.Join('\n', odd));
        Assert.True(taken > 500 && Accepted.Count > 100, $"{taken} {Accepted.Count}");
    }

    [Fact]
    public async Task Every_page_shows_them_as_text()
    {
        var machine = await house.MachineAsync(Token);
        var (window, eye) = await house.OpenAsync();
        await using var closing = window;
        var walk = new Walk(window, eye);
        var some = string.Join(' ', Scripts.All.Take(12).Select(payload => payload.Text));
        house.Agent.Host.Say(new WatchFrame { Host = HostileWords.Of(house.Agent.Host, some) });
        await walk.FromAsync([
            "/", $"/machines/{machine}", $"/machines/{machine}/activity", $"/machines/{machine}/metrics", $"/machines/{machine}/console", $"/machines/{machine}/console?line=shell", "/account", "/setup", "/join", "/sign-in", "/not-found", "/not-allowed",
            .. Scripts.All.Where((_, index) => index % 40 == 0).Select(payload => "/machines?q=" + Uri.EscapeDataString(payload.Text)),
            .. Scripts.All.Where((_, index) => index % 40 == 20).Select(payload => "/audit?q=" + Uri.EscapeDataString(payload.Text)),
        ]);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(' ', walk.Kinds.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain(walk.Asked, asked => !PageForm.Knows(asked.Field));
        Assert.Contains("/access/people/{id}", walk.Kinds);
        // A field that is shown refuses control characters; those are taken only where nothing is shown, as in secrets.
        var unseen = Scripts.All.Where(payload => Accepted.ContainsKey(payload) && !payload.Text.Any(char.IsControl) && !walk.Texts.Any(text => Words(text).Contains(Words(payload.Text), StringComparison.Ordinal))).ToArray();
        Assert.True(unseen.Length == 0, "not shown anywhere: " + string.Join(' ', unseen.Select(payload => payload.Name)));
    }

    [Fact]
    public async Task What_a_host_and_a_guest_say_is_shown_as_text_while_it_changes()
    {
        var machine = await house.MachineAsync(Token);
        var (window, eye) = await house.OpenAsync();
        var (other, otherEye) = await house.OpenAsync();
        await using var closing = window;
        await using var closingOther = other;
        using var api = house.Api();
        var host = house.Agent.Host;
        await window.OpenAsync("/machines/" + machine);
        await other.OpenAsync("/hosts/" + house.Agent.Id);
        var number = 0;
        foreach (var some in Scripts.All.Chunk(12))
        {
            var (mark, text) = ($"said-{++number}.", string.Join(' ', some.Select(payload => payload.Text)));
            host.Say(new WatchFrame { Host = HostileWords.Of(host, text + mark) });
            host.Change(VmId.Parse(machine, null), report => HostileWords.Of(report, text + mark));
            await api.PatchAsync("/v1/vms/" + machine, new { description = Controls().Replace(text[..Math.Min(text.Length, 1900)], "") + mark }, Token);
            await Microsoft.Playwright.Assertions.Expect(window.Page.Locator("main")).ToContainTextAsync(mark);
            await Microsoft.Playwright.Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync(mark);
            await eye.AssertNothingAsync(window.Page, "the machine's page");
            await otherEye.AssertNothingAsync(other.Page, "the host's page");
        }
    }

    private static string Words(string text) => Blank().Replace(text, "");

    private async Task<Dictionary<string, string>> MakeAsync(Api api)
    {
        var role = (await api.GetAsync("/v1/roles", Token)).Items().First(one => one.Text("name") == "viewer").Id();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["none"] = Guid.NewGuid().ToString(),
            ["role"] = role,
            ["image"] = await api.RootImageAsync(Token),
            ["project"] = (await api.PostAsync("/v1/projects", new { name = "changed" }, Token)).Id(),
            ["/v1/roles"] = (await api.PostAsync("/v1/roles", new { name = "changed", permissions = new[] { "vm.read" } }, Token)).Id(),
            ["/v1/users"] = (await api.PostAsync("/v1/users", new { userName = "changed" }, Token)).Id(),
            ["/v1/service-accounts"] = (await api.PostAsync("/v1/service-accounts", new { name = "changing" }, Token)).Id(),
            ["/v1/sign-in-providers"] = (await api.PostAsync("/v1/sign-in-providers", new { slug = "first", name = "First", authority = "https://login.example.org", clientId = "nexus", clientSecret = "x" }, Token)).Id(),
            ["/v1/vms"] = await house.MachineAsync(Token),
            ["/v1/hosts"] = house.Agent.Id.ToString(),
        };
        ids["/v1/projects"] = ids["project"];
        return ids;
    }

    private static async Task<HttpResponseMessage> SendAsync(Api api, ApiField field, Payload payload, int number, Dictionary<string, string> ids, CancellationToken cancellationToken)
    {
        var (method, path) = (field.Door[..field.Door.IndexOf(' ', StringComparison.Ordinal)], field.Door[(field.Door.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        path = Variable().Replace(path, found => found.Value == "{id}" && ids.TryGetValue(path[..(found.Index - 1)], out var id) ? id : ids["none"]);
        var body = field.Put(ApiBodies.Of(field.Door, number, ids), payload.Text);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (path == "/v1/images")
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, value) in body.AsObject().Where(part => part.Key != "file"))
            {
                form.Add(new StringContent(value?.ToString() ?? ""), name);
            }

            // Its header names the file: a text of its own.
            var file = new ByteArrayContent(Ext4());
            file.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "file", FileName = "\"x\"", FileNameStar = payload.Text };
            form.Add(file);
            request.Content = form;
        }
        else
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await api.Http.SendAsync(request, cancellationToken);
    }

    // An ext4 file system as far as its superblock says.
    private static byte[] Ext4()
    {
        var bytes = new byte[1 << 20];
        var super = bytes.AsSpan(1024);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super, 64);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[4..], (uint)(bytes.Length / 4096));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[0x18..], 2);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(super[0x20..], 32768);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(super[0x38..], 0xEF53);
        Random.Shared.NextBytes(bytes.AsSpan(4096, 16));
        return bytes;
    }

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\p{Cc}+")]
    private static partial Regex Controls();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Variable();
}
