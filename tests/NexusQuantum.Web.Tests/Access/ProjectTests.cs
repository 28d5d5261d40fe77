using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Projects, their quotas and members.</summary>
public sealed class ProjectTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private TestPeople People => new(Fleet.Portal);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_makes_changes_and_deletes_a_project()
    {
        var name = Name();
        var (made, project) = await Fleet.PostAsync("/v1/projects", new { name, quotas = new { maxVms = 2 } });
        Assert.True(made == HttpStatusCode.Created, project.ToString());
        var id = project.GetProperty("id").GetString();
        Assert.Equal(2, project.GetProperty("quotas").GetProperty("maxVms").GetInt32());
        Assert.False(IsSet(project.GetProperty("quotas"), "maxVcpus"));
        await RefusedAsync(HttpMethod.Post, "/v1/projects", new { name }, HttpStatusCode.Conflict, "project-name-taken");
        await RefusedAsync(HttpMethod.Post, "/v1/projects", new { name = "No Such Name", quotas = new { maxVms = -1 } }, HttpStatusCode.BadRequest, "project-invalid");
        var (changed, after) = await Fleet.SendAsync(HttpMethod.Put, $"/v1/projects/{id}", new { name, description = "Held by nobody.", quotas = new { maxVcpus = 8 } });
        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.False(IsSet(after.GetProperty("quotas"), "maxVms"));
        Assert.Equal(8, after.GetProperty("quotas").GetProperty("maxVcpus").GetInt32());
        var (gone, _) = await Fleet.SendAsync(HttpMethod.Delete, $"/v1/projects/{id}");
        Assert.Equal(HttpStatusCode.NoContent, gone);
        await RefusedAsync(HttpMethod.Get, $"/v1/projects/{id}", null, HttpStatusCode.NotFound, "project-not-found");
        await RefusedAsync(HttpMethod.Delete, $"/v1/projects/{ProjectId.Default}", null, HttpStatusCode.Conflict, "project-default");

        await using var db = await DatabaseAsync();
        var rows = await db.Set<AuditRow>().Where(row => row.SubjectKind == "project" && row.SubjectId == id && row.Outcome == AuditOutcome.Accepted).OrderBy(row => row.Id).ToListAsync(Token);
        Assert.Equal(["project.create", "project.edit", "project.delete"], rows.Select(row => row.Action));
        Assert.Contains("\"maxVms\"", rows[1].Before, StringComparison.Ordinal);
        Assert.Contains("Held by nobody.", rows[1].After, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_holds_a_machine_stays()
    {
        var project = await People.ProjectAsync(Name());
        var (status, operation) = await Fleet.PostAsync("/v1/vms", await VmAsync(project));
        Assert.True(status == HttpStatusCode.Accepted, operation.ToString());
        await RefusedAsync(HttpMethod.Delete, $"/v1/projects/{project}", null, HttpStatusCode.Conflict, "project-in-use");
        var (_, view) = await Fleet.SendAsync(HttpMethod.Get, $"/v1/projects/{project}");
        Assert.Equal(1, view.GetProperty("use").GetProperty("vms").GetInt32());
        Assert.Equal(256, view.GetProperty("use").GetProperty("memoryMiB").GetInt64());
        var inIt = await Fleet.GetAsync($"/v1/vms?projectId={project}");
        Assert.Single(inIt.GetProperty("items").EnumerateArray());
        Assert.Empty((await Fleet.GetAsync($"/v1/vms?projectId={ProjectId.New()}")).GetProperty("items").EnumerateArray());
        Assert.Empty((await Fleet.GetAsync($"/v1/images?projectId={project}")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Whoever_has_no_right_in_a_project_does_not_see_it()
    {
        var (mine, theirs) = (await People.ProjectAsync(Name()), await People.ProjectAsync(Name()));
        using var viewer = await People.ClientAsync(Name(), Role.Viewer, mine);
        var list = await viewer.GetFromJsonAsync<JsonElement>("/v1/projects", Token);
        Assert.Equal([mine.ToString()], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        using var other = await viewer.GetAsync($"/v1/projects/{theirs}", Token);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task A_project_s_administrator_gives_and_takes_roles_there_and_nowhere_else()
    {
        var (mine, theirs) = (await People.ProjectAsync(Name()), await People.ProjectAsync(Name()));
        var lead = await People.AccountAsync(Name(), (Role.Administrator, mine));
        var worker = await People.AccountAsync(Name());
        using var leads = await People.ClientAsync(lead);
        using var works = await People.ClientAsync(worker);
        using var given = await leads.PostAsJsonAsync($"/v1/projects/{mine}/members", new { userName = worker.UserName, roleId = Role.Viewer.Id.ToString() }, Token);
        Assert.Equal(HttpStatusCode.Created, given.StatusCode);
        var member = await given.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(works, HttpMethod.Get, $"/v1/projects/{mine}"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(works, HttpMethod.Get, $"/v1/projects/{mine}/members"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(leads, HttpMethod.Get, $"/v1/projects/{theirs}/members"));
        using var again = await leads.PostAsJsonAsync($"/v1/projects/{mine}/members", new { userName = worker.UserName, roleId = Role.Viewer.Id.ToString() }, Token);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using var nobody = await leads.PostAsJsonAsync($"/v1/projects/{mine}/members", new { userName = "no-such-account", roleId = Role.Viewer.Id.ToString() }, Token);
        Assert.Equal(HttpStatusCode.BadRequest, nobody.StatusCode);

        var elsewhere = TestPeople.Grant(worker.Id, Role.Viewer.Id, theirs);
        await People.SaveAsync(elsewhere);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(leads, HttpMethod.Delete, $"/v1/projects/{mine}/members/{elsewhere.Id}"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(leads, HttpMethod.Delete, $"/v1/projects/{mine}/members/{member.GetProperty("id").GetString()}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(works, HttpMethod.Get, $"/v1/projects/{mine}"));
    }

    [Theory]
    [InlineData("vms")]
    [InlineData("vcpus")]
    [InlineData("memory")]
    [InlineData("disk")]
    [InlineData("addresses")]
    public async Task Forty_creates_at_once_are_accepted_up_to_the_quota_and_not_one_beyond(string quota)
    {
        const int Most = 7;
        var project = await People.ProjectAsync(Name(), row =>
        {
            row.MaxVms = quota == "vms" ? Most : null;
            row.MaxVcpus = quota == "vcpus" ? Most : null;
            row.MaxMemoryMiB = quota == "memory" ? Most * 256 : null;
            row.MaxDiskGiB = quota == "disk" ? Most : null;
            row.MaxAddresses = quota == "addresses" ? Most : null;
        });
        using var client = await People.ClientAsync(Name(), Role.Operator, project);
        var bodies = new List<object>();
        for (var i = 0; i < 40; i++)
        {
            bodies.Add(await VmAsync(project));
        }

        var answers = await Task.WhenAll(bodies.Select(async body =>
        {
            using var answer = await client.PostAsJsonAsync("/v1/vms", body, Token);
            var text = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
            return (answer.StatusCode, Type: answer.StatusCode == HttpStatusCode.Accepted ? "" : text.GetProperty("type").GetString());
        }));
        Assert.Equal(Most, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.Accepted), answer => Assert.Equal((HttpStatusCode.Conflict, "quota-exceeded"), answer));
        await using var db = await DatabaseAsync();
        Assert.Equal(Most, await db.Set<VmRow>().CountAsync(row => row.ProjectId == project, Token));
    }

    private static bool IsSet(JsonElement view, string name) => view.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string Name() => "p-" + Guid.NewGuid().ToString("N")[..10];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private async Task<object> VmAsync(ProjectId project)
        => new { name = FleetFixture.Name(), vcpus = 1, memoryMiB = 256, imageId = await Fleet.ImageIdAsync(), rootDiskGiB = 1, projectId = project.ToString(), start = false };

    private async Task RefusedAsync(HttpMethod method, string path, object? body, HttpStatusCode status, string type)
    {
        var (answered, problem) = await Fleet.SendAsync(method, path, body);
        Assert.Equal((status, type), (answered, problem.GetProperty("type").GetString()));
    }

    private Task<NexusDb> DatabaseAsync() => Fleet.Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token);
}
