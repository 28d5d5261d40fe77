using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Every door crossed with every kind of caller: routes, pages and the addresses of hubs are taken from the running portal, what they ask for from <see cref="DoorTable"/>.</summary>
public sealed class DoorWalkTests(FleetFixture fixture, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    private static readonly HttpMethod[] Harmless = [HttpMethod.Get, HttpMethod.Head, HttpMethod.Options];

    private TestPortal Portal => fixture.Fleet.Portal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_door_stands_in_the_table_and_asks_for_what_the_table_says()
    {
        var found = Endpoints().SelectMany(Doors).Distinct().OrderBy(door => door.Pattern, StringComparer.Ordinal).ThenBy(door => door.Method, StringComparer.Ordinal).ToList();
        output.WriteLine(string.Join('\n', found.Select(door => $"{door} {(door.Public ? "public" : door.Needs?.Name() ?? "signed-in")}")));
        Assert.Empty(found.Except(DoorTable.All));
        Assert.Empty(DoorTable.All.Except(found));
    }

    [Fact]
    public async Task Every_caller_passes_where_the_table_lets_them_and_nowhere_else()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var project = await people.ProjectAsync("walk-" + name);
        var custom = new RoleRow { Id = RoleId.New(), Name = "walk-" + name, Text = "Test.", Allows = ["vm.read", "audit.read"], BuiltIn = false };
        await people.SaveAsync(custom);
        (string Who, Role Role, ProjectId? Project)[] kinds =
        [
            ("administrator", Role.Administrator, null), ("operator", Role.Operator, null), ("viewer", Role.Viewer, null), ("operator of a project", Role.Operator, project), ("viewer of a project", Role.Viewer, project),
            ("administrator of a project", Role.Administrator, project), ("custom", new Role(custom.Id, custom.Name, custom.Text, custom.Permissions), null),
        ];
        var callers = new List<(string Who, HttpClient Client, Rights Rights)>();
        foreach (var (who, role, where) in kinds)
        {
            callers.Add((who, await people.ClientAsync($"{who.Replace(' ', '-')}-{name}", role, where), Rights.Of([(where, role.Permissions)])));
        }

        var reader = await people.AccountAsync("reader-" + name, (Role.Administrator, null));
        callers.Add(("token to read", await people.ClientAsync(reader, TokenScope.Read), Rights.All.Within(TokenScope.Read, null)));
        callers.Add(("token to operate", await people.ClientAsync(reader, TokenScope.Operate), Rights.All.Within(TokenScope.Operate, null)));
        callers.Add(("nobody's roles", await people.ClientAsync(await people.AccountAsync("none-" + name)), Rights.None));
        var walked = 0;
        var wrong = new List<string>();
        foreach (var (who, client, rights) in callers)
        {
            foreach (var door in DoorTable.All.Where(door => !door.Public))
            {
                var may = door.Needs is not { } needed || rights.MaySomewhere(needed);
                var (status, type) = await KnockAsync(client, door);
                walked++;
                var refused = status == HttpStatusCode.Forbidden && type is "permission-missing" or "forbidden" || status == HttpStatusCode.Unauthorized;
                // A harmless door opens; one that changes things may find fault with the empty request or, about what it is asked, still refuse.
                if (may ? refused && Harmless.Any(method => method.Method == door.Method) && door.Needs is not null : status != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{who}: {door} answered {(int)status} {type}");
                }
            }

            client.Dispose();
        }

        output.WriteLine($"{walked} knocks");
        Assert.Empty(wrong);
        Assert.True(walked > 300);
    }

    [Fact]
    public async Task What_no_longer_counts_opens_nothing()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var account = await people.AccountAsync("gone-" + name, (Role.Administrator, null));
        var callers = new List<(string Who, HttpClient Client)> { ("anonymous", Portal.Anonymous()) };
        callers.Add(("expired token", await people.ClientAsync(account, life: TimeSpan.FromSeconds(-1))));
        var revoked = await people.TokenAsync(account);
        callers.Add(("revoked token", Bearer(revoked)));
        using (var first = await callers[^1].Client.GetAsync("/v1/me", Token))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        await using (var db = await Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token))
        {
            await db.Set<ApiToken>().Where(token => token.AccountId == account.Id).ExecuteDeleteAsync(Token);
        }

        var disabled = await people.AccountAsync("off-" + name, (Role.Administrator, null));
        callers.Add(("disabled person", await people.ClientAsync(disabled)));
        callers.Add(("disabled person by session", await people.BrowserAsync(disabled)));
        var signedOut = await people.AccountAsync("out-" + name, (Role.Administrator, null));
        callers.Add(("session that was ended", await people.BrowserAsync(signedOut)));
        foreach (var (_, client) in callers.TakeLast(2))
        {
            using var first = await client.GetAsync("/v1/me", Token);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        await using (var db = await Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token))
        {
            await db.Users.Where(user => user.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, TimeProvider.System.GetUtcNow()), Token);
            await db.Set<SessionRow>().Where(session => session.AccountId == signedOut.Id).ExecuteDeleteAsync(Token);
        }

        await Portal.Services.GetRequiredService<AccessNews>().TellAsync(Token);
        callers.Add(("agent certificate", AgentClient()));
        var wrong = new List<string>();
        foreach (var (who, client) in callers)
        {
            foreach (var door in DoorTable.All.Where(door => !door.Public))
            {
                var (status, _) = await KnockAsync(client, door);
                if (status != HttpStatusCode.Unauthorized)
                {
                    wrong.Add($"{who}: {door} answered {(int)status}");
                }
            }

            client.Dispose();
        }

        Assert.Empty(wrong);
    }

    /// <summary>A client that shows the certificate of a joined agent.</summary>
    private HttpClient AgentClient()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        handler.SslOptions.ClientCertificates = [fixture.Fleet.Agent.Certificate];
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => fixture.Fleet.Agent.Certificate;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null; // made by this portal itself
        return new HttpClient(handler) { BaseAddress = new UriBuilder(Portal.Base) { Scheme = "https" }.Uri };
    }

    private HttpClient Bearer(string token)
    {
        var client = Portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static async Task<(HttpStatusCode Status, string? Type)> KnockAsync(HttpClient client, Door door)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), Concrete(door.Pattern));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        var type = answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("type").GetString()
            : null;
        return (answer.StatusCode, type);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => !endpoint.Metadata.Any(item => item.GetType().Name.Contains("StaticAsset", StringComparison.Ordinal)) && !IsFallback(endpoint));

    private static bool IsFallback(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText?.Contains("{*", StringComparison.Ordinal) == true && endpoint.Order > 0;

    private static IEnumerable<Door> Doors(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["GET"];
        var needs = endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>();
        var closed = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;
        Assert.True(!closed || needs.Count == 1 || endpoint.Metadata.GetMetadata<SignedInAttribute>() is not null, $"{endpoint.DisplayName} says nothing about who may pass.");
        return methods.Select(method => new Door(method, "/" + endpoint.RoutePattern.RawText?.Trim('/'), closed && needs.Count > 0 ? needs[0].Permission : null, !closed));
    }

    private static string Concrete(string pattern)
        => "/" + string.Join('/', RoutePatternFactory.Parse(pattern).PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "documentName" } => "v1",
            RoutePatternParameterPart { Name: "Tab" } => "overview",
            _ => "01900000-0000-7000-8000-000000000000",
        }))));
}
