using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class PeopleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_invited_joins_by_the_link_and_signs_in()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        using var anonymous = portal.Anonymous();
        var name = PeopleWorld.Name("ada");
        var (id, secret) = await PeopleWorld.InviteAsync(administrator, name, Role.Viewer.Id.Value);

        var person = await administrator.GetFromJsonAsync<JsonElement>($"/v1/users/{id}", Token);
        Assert.Equal("Test Person", person.GetProperty("account").GetProperty("displayName").GetString());
        Assert.False(person.GetProperty("link").GetProperty("isReset").GetBoolean());
        Assert.False(person.GetProperty("signIn").GetProperty("password").GetBoolean());
        using var early = await PeopleWorld.LoginAsync(anonymous, name);
        Assert.Equal(HttpStatusCode.Unauthorized, early.StatusCode);

        using var weak = await PeopleWorld.JoinAsync(anonymous, secret, "short");
        Assert.Equal("account-invalid", await PeopleWorld.TypeAsync(weak, HttpStatusCode.BadRequest));
        using var joined = await PeopleWorld.JoinAsync(anonymous, secret);
        Assert.Equal(name, (await joined.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("userName").GetString());
        using var login = await PeopleWorld.LoginAsync(anonymous, name);
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);

        await using var db = await PeopleWorld.DbAsync(portal);
        var rows = await db.Set<AuditRow>().Where(row => row.SubjectId == id.ToString()).ToListAsync(Token);
        Assert.Equal(["account.invite", "account.join", "role.give"], rows.Select(row => row.Action).Where(action => action is "account.invite" or "account.join" or "role.give").Order(StringComparer.Ordinal));
        var all = JsonSerializer.Serialize(await db.Set<AuditRow>().ToListAsync(Token));
        Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
        Assert.DoesNotContain(PeopleWorld.Password, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_used_replaced_dropped_expired_or_wrong_is_refused_alike()
    {
        await using var portal = await FreshAsync();
        using var administrator = await portal.SignedInAsync(Token);
        using var anonymous = portal.Anonymous();
        var (_, usedSecret) = await PeopleWorld.InviteAsync(administrator, "used");
        using var joined = await PeopleWorld.JoinAsync(anonymous, usedSecret);
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
        var (replaced, replacedSecret) = await PeopleWorld.InviteAsync(administrator, "replaced");
        var newSecret = await PeopleWorld.LinkAsync(administrator, replaced);
        var (expired, expiredSecret) = await PeopleWorld.InviteAsync(administrator, "expired");
        await using var db = await PeopleWorld.DbAsync(portal);
        await db.Set<AccountLink>().Where(link => link.AccountId == expired).ExecuteUpdateAsync(set => set.SetProperty(link => link.ExpiresAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)), Token);

        var answers = new List<string>();
        foreach (var secret in (string[])[usedSecret, replacedSecret, expiredSecret, "wrong"])
        {
            using var refused = await PeopleWorld.JoinAsync(anonymous, secret, "another uncommon phrase");
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Token);
            answers.Add($"{problem.GetProperty("type")} {problem.GetProperty("title")}");
        }

        Assert.Single(answers.Distinct());
        Assert.StartsWith("link-invalid", answers[0], StringComparison.Ordinal);
        using var taken = await PeopleWorld.JoinAsync(anonymous, newSecret);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var old = await PeopleWorld.LoginAsync(anonymous, "used");
        Assert.Equal(HttpStatusCode.OK, old.StatusCode);

        var (dropped, droppedSecret) = await PeopleWorld.InviteAsync(administrator, "dropped");
        using var gone = await administrator.DeleteAsync($"/v1/users/{dropped}/link", Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        using var late = await PeopleWorld.JoinAsync(anonymous, droppedSecret);
        Assert.Equal("link-invalid", await PeopleWorld.TypeAsync(late, HttpStatusCode.Forbidden));
        var written = await administrator.GetStringAsync("/v1/audit?action=account.join&outcome=refused", Token);
        Assert.Contains("link-invalid", written, StringComparison.Ordinal);
        Assert.DoesNotContain(droppedSecret, written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_behind_the_link_sets_the_password_and_signs_in()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        using var browser = portal.Anonymous();
        var (_, secret) = await PeopleWorld.InviteAsync(administrator, PeopleWorld.Name("jan"));
        using var page = await browser.GetAsync("/join", Token);
        var form = TestPortal.FormToken(await page.Content.ReadAsStringAsync(Token));
        using var unlike = await PostAsync("another phrase than that");
        Assert.Contains("The two are not the same.", await unlike.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        using var joined = await PostAsync(PeopleWorld.Password);
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
        using var me = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        me.Headers.Add("Cookie", TestPortal.Cookies(joined));
        me.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var entered = await browser.SendAsync(me, Token);
        Assert.Equal(HttpStatusCode.OK, entered.StatusCode);
        using var again = await PostAsync(PeopleWorld.Password);
        Assert.Contains("This link is not good", await again.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        async Task<HttpResponseMessage> PostAsync(string second)
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, "/join")
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["_handler"] = "join", ["__RequestVerificationToken"] = form, ["Posted.Secret"] = secret, ["Posted.Password"] = PeopleWorld.Password, ["Posted.Again"] = second,
                }),
            };
            post.Headers.Add("Cookie", TestPortal.Cookies(page));
            post.Headers.Add("Origin", portal.Base.GetLeftPart(UriPartial.Authority));
            return await browser.SendAsync(post, Token);
        }
    }

    [Fact]
    public async Task A_person_says_how_they_are_called()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        using var client = await new TestPeople(portal).ClientAsync(PeopleWorld.Name("kim"), Role.Viewer);
        using var bad = await client.PutAsJsonAsync("/v1/account/profile", new { displayName = "Kim", theme = "pink" }, Token);
        Assert.Equal("account-invalid", await PeopleWorld.TypeAsync(bad, HttpStatusCode.BadRequest));
        using var saved = await client.PutAsJsonAsync("/v1/account/profile", new { displayName = " Kim B. ", theme = "light" }, Token);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        var profile = await client.GetFromJsonAsync<JsonElement>("/v1/account/profile", Token);
        Assert.Equal("Kim B.", profile.GetProperty("displayName").GetString());
        Assert.Equal("light", profile.GetProperty("theme").GetString());
    }

    [Fact]
    public async Task A_person_reads_times_in_the_zone_of_their_profile_or_else_of_their_browser()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var people = new TestPeople(portal);
        var account = await people.AccountAsync(PeopleWorld.Name("zoe"), (Role.Viewer, null));
        using var program = await people.ClientAsync(account);
        using var browser = await people.BrowserAsync(account);
        var cookie = Assert.Single(browser.DefaultRequestHeaders.GetValues("Cookie"));
        browser.DefaultRequestHeaders.Remove("Cookie");
        browser.DefaultRequestHeaders.Add("Cookie", cookie + "; nq-zone=Asia/Kathmandu");
        Assert.Contains("+05:45\"", WebUtility.HtmlDecode(await browser.GetStringAsync("/account", Token)), StringComparison.Ordinal);

        foreach (var none in (string[])["Mars/Olympus", "../../etc/passwd", "", new('x', 5000)])
        {
            using var bad = await program.PutAsJsonAsync("/v1/account/profile", new { displayName = (string?)null, theme = (string?)null, timeZone = none }, Token);
            Assert.Equal("account-invalid", await PeopleWorld.TypeAsync(bad, HttpStatusCode.BadRequest));
        }

        using var saved = await program.PutAsJsonAsync("/v1/account/profile", new { displayName = (string?)null, theme = (string?)null, timeZone = "Pacific/Marquesas" }, Token);
        Assert.Equal("Pacific/Marquesas", (await saved.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("timeZone").GetString());
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/account", Token));
        Assert.Contains("-09:30\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("+05:45\"", page, StringComparison.Ordinal);

        var acts = (await administrator.GetFromJsonAsync<JsonElement>($"/v1/audit?subjectId={account.Id}&action=account.profile", Token)).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("Pacific/Marquesas", acts[0].GetProperty("after").GetProperty("timeZone").GetString());
        Assert.Equal(4, acts.Count(act => act.GetProperty("outcome").GetString() == "refused"));
    }

    [Fact]
    public async Task A_reset_forgets_the_password_and_ends_sessions_and_tokens()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        using var anonymous = portal.Anonymous();
        var name = PeopleWorld.Name("bea");
        var (id, secret) = await PeopleWorld.InviteAsync(administrator, name);
        using var joined = await PeopleWorld.JoinAsync(anonymous, secret);
        using var bea = await SignedInAsync(portal, name);
        var again = await PeopleWorld.LinkAsync(administrator, id);
        using var login = await PeopleWorld.LoginAsync(anonymous, name);
        Assert.Equal(HttpStatusCode.Unauthorized, login.StatusCode);
        using var me = await bea.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        Assert.True((await administrator.GetFromJsonAsync<JsonElement>($"/v1/users/{id}", Token)).GetProperty("link").GetProperty("isReset").GetBoolean());
        using var back = await PeopleWorld.JoinAsync(anonymous, again, "another uncommon phrase");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        using var newLogin = await PeopleWorld.LoginAsync(anonymous, name, "another uncommon phrase");
        Assert.Equal(HttpStatusCode.OK, newLogin.StatusCode);
    }

    [Fact]
    public async Task Disabling_somebody_cuts_their_open_hubs_and_enabling_lets_them_in_again()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var people = new TestPeople(portal);
        var cleo = await people.AccountAsync(PeopleWorld.Name("cleo"), (Role.Viewer, null));
        var token = await people.TokenAsync(cleo);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(portal.Base, "/hubs/metrics"), options => options.Headers["Authorization"] = $"Bearer {token}").Build();
        var closed = new TaskCompletionSource();
        hub.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await hub.StartAsync(Token);
        using var off = await administrator.PostAsync($"/v1/users/{cleo.Id}/disable", null, Token);
        Assert.Equal(HttpStatusCode.NoContent, off.StatusCode);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        using var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var refused = await client.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var on = await administrator.PostAsync($"/v1/users/{cleo.Id}/enable", null, Token);
        Assert.Equal(HttpStatusCode.NoContent, on.StatusCode);
        using var back = await client.GetAsync("/v1/me", Token);
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);
    }

    [Fact]
    public async Task What_a_deleted_account_owned_passes_to_the_heir()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var people = new TestPeople(portal);
        var dora = await people.AccountAsync(PeopleWorld.Name("dora"));
        var emil = await people.AccountAsync(PeopleWorld.Name("emil"));
        var robot = await people.AccountAsync(PeopleWorld.Name("robot"));
        await using var db = await PeopleWorld.DbAsync(portal);
        await db.Users.Where(user => user.Id == robot.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.IsService, true).SetProperty(user => user.OwnerId, dora.Id), Token);
        using var without = await administrator.DeleteAsync($"/v1/users/{dora.Id}", Token);
        Assert.Equal("heir-required", await PeopleWorld.TypeAsync(without, HttpStatusCode.Conflict));
        using var bad = await administrator.DeleteAsync($"/v1/users/{dora.Id}?heir={robot.Id}", Token);
        Assert.Equal("heir-invalid", await PeopleWorld.TypeAsync(bad, HttpStatusCode.BadRequest));
        using var gone = await administrator.DeleteAsync($"/v1/users/{dora.Id}?heir={emil.Id}", Token);
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal(emil.Id, (await db.Users.AsNoTracking().SingleAsync(user => user.Id == robot.Id, Token)).OwnerId);
        using var after = await administrator.GetAsync($"/v1/users/{dora.Id}", Token);
        Assert.Equal("account-not-found", await PeopleWorld.TypeAsync(after, HttpStatusCode.NotFound));
        var row = await db.Set<AuditRow>().SingleAsync(one => one.Action == "account.delete" && one.SubjectId == dora.Id.ToString() && one.Problem == null, Token);
        Assert.Contains(emil.UserName!, row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_administrators_who_disable_each_other_at_once_one_stays()
    {
        await using var portal = await FreshAsync();
        using var mara = await portal.SignedInAsync(Token);
        using var anonymous = portal.Anonymous();
        var (other, secret) = await PeopleWorld.InviteAsync(mara, "second", Role.Administrator.Id.Value);
        using var joined = await PeopleWorld.JoinAsync(anonymous, secret);
        using var second = await SignedInAsync(portal, "second");
        var first = (await mara.GetFromJsonAsync<JsonElement>("/v1/me", Token)).GetProperty("id").GetGuid();
        using var oneself = await mara.PostAsync($"/v1/users/{first}/disable", null, Token);
        Assert.Equal("account-yourself", await PeopleWorld.TypeAsync(oneself, HttpStatusCode.Conflict));
        var answers = await Task.WhenAll(mara.PostAsync($"/v1/users/{other}/disable", null, Token), second.PostAsync($"/v1/users/{first}/disable", null, Token));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.NoContent);
        await using var db = await PeopleWorld.DbAsync(portal);
        Assert.Equal(1, await db.Users.CountAsync(user => user.DisabledAt == null, Token));
    }

    [Fact]
    public async Task Nobody_acts_on_an_account_that_may_do_more()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var people = new TestPeople(portal);
        var clerk = new Web.Features.Access.Roles.RoleRow { Id = RoleId.New(), Name = PeopleWorld.Name("clerk"), Text = "Test.", Allows = ["access.administer"], BuiltIn = false };
        await people.SaveAsync(clerk);
        using var client = await people.ClientAsync(PeopleWorld.Name("fred"), new Role(clerk.Id, clerk.Name, clerk.Text, clerk.Permissions));
        var above = await people.AccountAsync(PeopleWorld.Name("gina"), (Role.Operator, null));
        foreach (var door in (string[])["link", "disable"])
        {
            using var refused = await client.PostAsync($"/v1/users/{above.Id}/{door}", null, Token);
            Assert.Equal("account-beyond-own", await PeopleWorld.TypeAsync(refused, HttpStatusCode.Forbidden));
        }

        using var role = await client.PostAsJsonAsync("/v1/users", new { userName = PeopleWorld.Name("hans"), roleId = Role.Administrator.Id.Value }, Token);
        Assert.Equal("grant-beyond-own", await PeopleWorld.TypeAsync(role, HttpStatusCode.Forbidden));
        await using var db = await PeopleWorld.DbAsync(portal);
        Assert.Equal(2, await db.Set<AuditRow>().CountAsync(row => row.SubjectId == above.Id.ToString() && row.ProblemType == "account-beyond-own", Token));
    }

    [Fact]
    public async Task Roles_are_given_and_taken()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var administrator = await portal.SignedInAsync(Token);
        var ida = await new TestPeople(portal).AccountAsync(PeopleWorld.Name("ida"));
        using var given = await administrator.PostAsJsonAsync($"/v1/users/{ida.Id}/roles", new { roleId = Role.Viewer.Id.Value, projectId = ProjectId.Default.Value }, Token);
        Assert.Equal(HttpStatusCode.Created, given.StatusCode);
        using var twice = await administrator.PostAsJsonAsync($"/v1/users/{ida.Id}/roles", new { roleId = Role.Viewer.Id.Value, projectId = ProjectId.Default.Value }, Token);
        Assert.Equal("grant-exists", await PeopleWorld.TypeAsync(twice, HttpStatusCode.Conflict));
        using var nowhere = await administrator.PostAsJsonAsync($"/v1/users/{ida.Id}/roles", new { roleId = Role.Viewer.Id.Value, projectId = Guid.NewGuid() }, Token);
        Assert.Equal("project-not-found", await PeopleWorld.TypeAsync(nowhere, HttpStatusCode.BadRequest));
        using var taken = await administrator.DeleteAsync(given.Headers.Location, Token);
        Assert.Equal(HttpStatusCode.NoContent, taken.StatusCode);
    }

    private static async Task<HttpClient> SignedInAsync(TestPortal portal, string name)
    {
        var client = portal.Anonymous();
        using var login = await PeopleWorld.LoginAsync(client, name);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await login.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("token").GetString());
        return client;
    }

    private static async Task<TestPortal> FreshAsync() => await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
}
