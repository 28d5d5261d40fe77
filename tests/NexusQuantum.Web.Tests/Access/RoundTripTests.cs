using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Access.Tokens;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>
/// What it costs PostgreSQL to know who asks and what they may: one look-up for a credential that was not seen lately, and nothing
/// from then on. What is left are the commands that the answer itself needs.
/// </summary>
public sealed class RoundTripTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_costs_one_look_up_at_first_and_then_only_what_its_answer_needs()
    {
        var clock = new StoppingClock();
        await using var fleet = await TestFleet.StartAsync(customise: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(fleet.Portal);
        var vm = await fleet.CreateAsync(FleetFixture.Name());
        var chief = await people.AccountAsync("chief", (Role.Administrator, null));
        var member = await people.AccountAsync("member", (Role.Viewer, ProjectId.Default));
        (string Name, HttpClient Http)[] callers =
        [
            ("an administrator's session", await people.BrowserAsync(chief)),
            ("an administrator's token", await people.ClientAsync(chief)),
            ("the session of a person of one project", await people.BrowserAsync(member)),
            ("the token of a person of one project", await people.ClientAsync(member, TokenScope.Read)),
            ("a service account of one project", await ServiceAsync(fleet)),
        ];
        using var commands = new DatabaseCommands(fleet.Url);

        // From here on nothing grows stale, however slow the machine that this runs on.
        clock.Stop();
        foreach (var (name, http) in callers)
        {
            using (http)
            {
                foreach (var (path, needs) in Answers(vm))
                {
                    var first = path == "/v1/me";
                    for (var time = 0; time < 2; time++)
                    {
                        var (status, texts) = await commands.OfAsync(http, path, Token);
                        var expected = needs + (first && time == 0 ? 1 : 0);
                        Assert.True(status == HttpStatusCode.OK && texts.Length == expected, $"{path} for {name}, time {time + 1}: {status}, {texts.Length} commands instead of {expected}.\n{string.Join('\n', texts)}");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_token_that_is_refused_costs_one_look_up_at_most()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await using var portal = await TestPortal.StartAsync(url, Token);
        using var commands = new DatabaseCommands(url);
        using var unknown = Bearer(portal, Marks.Keep(TokenText.New()));
        await RefusedAsync(commands, unknown);

        using var administrator = await portal.SignedInAsync(Token);
        using var made = await administrator.PostAsJsonAsync("/v1/tokens", new { name = "short" }, Token);
        using var revoked = Bearer(portal, Marks.Keep((await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("token").GetString()!)); // it was made
        Assert.Equal(HttpStatusCode.OK, (await commands.OfAsync(revoked, "/v1/me", Token)).Status);
        using var gone = await administrator.DeleteAsync(made.Headers.Location, Token);
        await RefusedAsync(commands, revoked);
        await RefusedAsync(commands, revoked);
    }

    [Fact]
    public async Task That_a_session_and_a_token_were_used_is_written_down_beside_the_requests()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var people = new TestPeople(portal);
        var person = await people.AccountAsync(PeopleWorld.Name("user"), (Role.Viewer, null));
        using var browser = await people.BrowserAsync(person);
        using var program = await people.ClientAsync(person);
        foreach (var http in (HttpClient[])[browser, program])
        {
            using var answer = await http.GetAsync("/v1/me", Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await Until.TrueAsync("where the session was used from", Soon, async () => Text(await OnlyAsync(administrator, $"/v1/users/{person.Id}/sessions"), "address") is { Length: > 0 }, Token);
        await Until.TrueAsync("when the token was used", Soon, async () => Text(await OnlyAsync(administrator, $"/v1/users/{person.Id}/tokens"), "lastUsedAt") is { Length: > 0 }, Token);
    }

    /// <summary>Paths, and how many commands their answers are made of.</summary>
    private static IEnumerable<(string Path, int Needs)> Answers(VmId vm) =>
    [
        ("/v1/me", 0),
        ("/v1/images", 0),
        ("/v1/vms", 1),
        ("/v1/vms?q=state:running", 1),
        ($"/v1/vms/{vm}", 1),
        ($"/v1/vms/{vm}/events", 1),
        ($"/v1/vms/{vm}/metrics", 1),
        ("/v1/operations", 1),
        ("/", 0),
        ($"/machines/{vm}", 1),
    ];

    private static async Task<HttpClient> ServiceAsync(TestFleet fleet)
    {
        var (_, account) = await fleet.PostAsync("/v1/service-accounts", new { name = "bot", roles = new[] { new { roleId = Role.Viewer.Id.Value, projectId = ProjectId.Default.Value } } });
        var (_, token) = await fleet.PostAsync($"/v1/service-accounts/{account.GetProperty("id").GetString()}/tokens", new { name = "bot" });
        return Bearer(fleet.Portal, Marks.Keep(token.GetProperty("token").GetString()!)); // it was made
    }

    private static HttpClient Bearer(TestPortal portal, string token)
    {
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task RefusedAsync(DatabaseCommands commands, HttpClient http)
    {
        var (status, texts) = await commands.OfAsync(http, "/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.True(texts.Length <= 1, string.Join('\n', texts));
    }

    private static async Task<JsonElement> OnlyAsync(HttpClient http, string path)
        => Assert.Single((await http.GetFromJsonAsync<JsonElement>(path, Token)).GetProperty("items").EnumerateArray());

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
