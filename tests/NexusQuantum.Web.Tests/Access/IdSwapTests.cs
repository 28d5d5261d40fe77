using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// Two projects alike; people of one send the ids of the other in every place that takes an id. What they are answered is, but for the
/// id itself, what they are answered for an id of nothing: nobody learns that a thing of another project exists.
/// </summary>
public sealed partial class IdSwapTests(FleetFixture fixture, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_place_that_takes_an_id_stands_in_the_table()
    {
        var found = IdFields.Of(await Fleet.GetAsync("/openapi/v1.json")).Select(place => place.Field.ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        output.WriteLine(string.Join('\n', found));
        Assert.Equal(IdTable.All.Keys.Select(field => field.ToString()).Order(StringComparer.Ordinal), found);
    }

    [Fact]
    public async Task An_id_of_another_project_is_answered_like_an_id_of_nothing()
    {
        var people = new TestPeople(Fleet.Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var (mine, theirs) = (await people.ProjectAsync("swap-a-" + name), await people.ProjectAsync("swap-b-" + name));
        _ = await FurnishAsync(people, mine, "a-" + name);
        var ids = await FurnishAsync(people, theirs, "b-" + name);
        (string Who, HttpClient Client)[] callers =
        [
            ("operator", await people.ClientAsync("swap-operator-" + name, Role.Operator, mine)),
            ("administrator", await people.ClientAsync("swap-administrator-" + name, Role.Administrator, mine)),
        ];
        var places = IdFields.Of(await Fleet.GetAsync("/openapi/v1.json")).Where(place => IdTable.All.GetValueOrDefault(place.Field) is not (null or "shared")).ToList();
        var wrong = new List<string>();
        foreach (var (who, client) in callers)
        {
            foreach (var (method, field) in places)
            {
                var (real, nothing) = (ids[IdTable.All[field]], Guid.CreateVersion7().ToString("D"));
                var (one, other) = (await SendAsync(client, method, field, real, mine), await SendAsync(client, method, field, nothing, mine));
                if (one != other)
                {
                    wrong.Add($"{who}: {method} {field}\n  theirs:  {one}\n  nothing: {other}");
                }
            }

            foreach (var page in DoorTable.All.Where(door => door.Method == "GET" && !door.Pattern.StartsWith("/v1/", StringComparison.Ordinal) && door.Pattern.Contains("{Id:guid}", StringComparison.Ordinal)))
            {
                var kind = page.Pattern.Split('/')[1] switch { "machines" => "vm", "hosts" => "host", _ => "project" };
                var (one, other) = (await StatusAsync(client, page, ids[kind]), await StatusAsync(client, page, Guid.CreateVersion7().ToString("D")));
                if (one != other)
                {
                    wrong.Add($"{who}: {page} answered {one} for theirs, {other} for nothing");
                }
            }

            client.Dispose();
        }

        output.WriteLine($"{places.Count * callers.Length} swaps");
        Assert.Empty(wrong);

        // All of it still stands: no answer only looked like a refusal.
        foreach (var (kind, path) in new[] { ("vm", "/v1/vms/"), ("image", "/v1/images/"), ("operation", "/v1/operations/"), ("project", "/v1/projects/"), ("host", "/v1/hosts/") })
        {
            _ = await Fleet.GetAsync(path + ids[kind]);
        }

        Assert.Contains((await Fleet.GetAsync($"/v1/projects/{theirs}/members")).GetProperty("items").EnumerateArray(), member => member.GetProperty("id").GetString() == ids["member"]);
    }

    /// <summary>A project with one of everything; their ids by the words of the table.</summary>
    private async Task<Dictionary<string, string>> FurnishAsync(TestPeople people, ProjectId project, string name)
    {
        var image = await UploadAsync(project, "image-" + name, (byte)name[0]);
        var (status, operation) = await Fleet.PostAsync("/v1/vms", new { name = "vm-" + name, vcpus = 1, memoryMiB = 256, imageId = await Fleet.ImageIdAsync(), rootDiskGiB = 1, projectId = project.ToString(), start = false });
        Assert.True(status == HttpStatusCode.Accepted, operation.ToString());
        _ = await Fleet.EndedAsync(operation);
        var account = await people.AccountAsync("member-" + name);
        var member = TestPeople.Grant(account.Id, Role.Operator.Id, project);
        var role = new RoleRow { Id = RoleId.New(), Name = "role-" + name, Text = "Test.", Allows = ["vm.read"], BuiltIn = false };
        await people.SaveAsync(member, role);
        _ = await people.TokenAsync(account);
        await using var db = await Fleet.Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token);
        var token = await db.Set<ApiToken>().Where(row => row.AccountId == account.Id).Select(row => row.Id).SingleAsync(Token);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["project"] = project.ToString(),
            ["vm"] = operation.GetProperty("subject").GetProperty("id").GetString()!, // a create has a subject
            ["operation"] = operation.GetProperty("id").GetString()!, // and an id
            ["image"] = image,
            ["host"] = Fleet.Agent.Id.ToString(),
            ["role"] = role.Id.ToString(),
            ["member"] = member.Id.ToString("D"),
            ["account"] = account.Id.ToString("D"),
            ["token"] = token.ToString("D"),
            ["session"] = await SessionAsync(account),
            ["provider"] = Guid.CreateVersion7().ToString("D"), // of the installation, not of a project
            ["passkey"] = Guid.CreateVersion7().ToString("D"), // passkeys belong to accounts; nobody finds another's, and making one takes a browser
        };
    }

    private async Task<string> SessionAsync(Account account)
        => (await Fleet.Portal.Services.GetRequiredService<SessionBook>().OpenAsync(account, SessionMethod.Password, null, "test", Token))!.Id.ToString("D"); // by password one always opens

    private async Task<string> UploadAsync(ProjectId project, string name, byte salt)
    {
        using var file = new ByteArrayContent(TestFleet.Ext4(1 << 16, salt));
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { new StringContent(name), "name" }, { new StringContent("root"), "kind" }, { new StringContent(project.ToString()), "projectId" }, { file, "file", "disk.img" } };
        using var answer = await Fleet.Client.PostAsync("/v1/images", form, Token);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, body.ToString());
        return body.GetProperty("subject").GetProperty("id").GetString()!; // an import has a subject
    }

    /// <summary>Status, type and body with ids, times and secrets masked.</summary>
    private async Task<string> SendAsync(HttpClient client, string method, IdField field, string id, ProjectId mine)
    {
        var path = Placeholder().Replace(field.Path, match => field.Where == "path" && match.Groups[1].Value == field.Name ? id : match.Groups[1].Value == "id" && field.Path.StartsWith("/v1/projects/", StringComparison.Ordinal) ? mine.ToString() : "01900000-0000-7000-8000-000000000000");
        using var request = new HttpRequestMessage(new HttpMethod(method), field.Where == "query" ? $"{path}?{field.Name}={id}" : path);
        request.Content = method is "GET" or "DELETE" ? null : field.Path == "/v1/images" ? Form(field, id, mine) : JsonContent.Create(Body(method, field, id, mine, await Fleet.ImageIdAsync()));
        using var answer = await client.SendAsync(request, Token);
        var body = Guids().Replace(await answer.Content.ReadAsStringAsync(Token), "ID");
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {Secrets().Replace(Times().Replace(body, "TIME"), "SECRET")}";
    }

    private static JsonNode Body(string method, IdField field, string id, ProjectId mine, string image)
    {
        JsonObject body = $"{method} {field.Path}" switch
        {
            "POST /v1/vms" or "POST /v1/vms/plan" => new() { ["name"] = "swapped", ["vcpus"] = 1, ["memoryMiB"] = 256, ["rootDiskGiB"] = 1, ["imageId"] = image, ["projectId"] = mine.ToString(), ["start"] = false },
            "PATCH /v1/vms/{id}" => new() { ["description"] = "swapped" },
            "POST /v1/vms/{id}/exec" => new() { ["command"] = new JsonArray("true") },
            "POST /v1/vms/{id}/settle" => new() { ["keepAgents"] = true },
            "POST /v1/vms/{id}/stop" => new() { ["mode"] = "force" },
            "POST /v1/projects/{id}/members" => new() { ["userName"] = "no-such-account", ["roleId"] = Role.Viewer.Id.ToString() },
            "PUT /v1/projects/{id}" => new() { ["name"] = "swapped" },
            "PUT /v1/roles/{id}" => new() { ["name"] = "swapped", ["permissions"] = new JsonArray("vm.read") },
            "PUT /v1/second-factor-rules/{id}" => new() { ["required"] = false },
            "PATCH /v1/account/passkeys/{id}" or "PATCH /v1/hosts/{id}" or "POST /v1/tokens" => new() { ["name"] = "swapped" },
            _ => new(),
        };
        if (field.Where == "body")
        {
            body[field.Name] = field.Name.EndsWith('s') ? new JsonArray(id) : id;
        }

        return body;
    }

    private static MultipartFormDataContent Form(IdField field, string id, ProjectId mine)
    {
        var form = new MultipartFormDataContent { { new StringContent("swapped"), "name" }, { new StringContent("root"), "kind" }, { new StringContent(field.Name == "projectId" ? id : mine.ToString()), "projectId" } };
        if (field.Name != "projectId")
        {
            form.Add(new StringContent(id), field.Name);
        }

        form.Add(new ByteArrayContent(TestFleet.Ext4(1 << 16, 0x7f)), "file", "disk.img");
        return form;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, Door page, string id)
    {
        using var answer = await client.GetAsync(page.Pattern.Replace("{Id:guid}", id, StringComparison.Ordinal).Replace("{Tab}", "overview", StringComparison.Ordinal), Token);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")]
    private static partial Regex Times();

    [GeneratedRegex("nqt_[A-Za-z0-9_-]+|\"traceId\":\"[^\"]*\"")]
    private static partial Regex Secrets();
}
