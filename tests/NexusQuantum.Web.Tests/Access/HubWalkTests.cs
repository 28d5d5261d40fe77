using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;
using NexusQuantum.Web.Tests.Shells;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Every method of every hub, taken from the running portal, crossed with every kind of caller; what a method asks for stands in <see cref="HubTable"/>.</summary>
public sealed class HubWalkTests(FleetFixture fixture, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private TestPortal Portal => Fleet.Portal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_method_of_a_hub_stands_in_the_table()
    {
        Assert.All(Hubs(), hub => Assert.NotNull(hub.Type.GetCustomAttribute<AuthorizeAttribute>()));
        var found = Hubs().SelectMany(hub => hub.Type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition() == method).Select(method => $"{hub.Type.Name}.{method.Name}"));
        Assert.Equal(HubTable.All.Select(door => $"{door.Hub}.{door.Method}").Distinct().Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_caller_gets_through_where_the_table_lets_them_and_nowhere_else()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var (project, other) = (await people.ProjectAsync("hub-" + name), await people.ProjectAsync("hub-other-" + name));
        var custom = new RoleRow { Id = RoleId.New(), Name = "hub-" + name, Text = "Test.", Allows = ["vm.read", "vm.console"], BuiltIn = false };
        await people.SaveAsync(custom);
        var id = await MachineAsync("hub-" + name, project);
        (string Who, Role Role, ProjectId? Project)[] kinds =
        [
            ("administrator", Role.Administrator, null), ("operator", Role.Operator, null), ("viewer", Role.Viewer, null),
            ("administrator of the project", Role.Administrator, project), ("operator of the project", Role.Operator, project), ("viewer of the project", Role.Viewer, project),
            ("administrator of another project", Role.Administrator, other), ("operator of another project", Role.Operator, other),
            ("custom", new Role(custom.Id, custom.Name, custom.Text, custom.Permissions), null),
        ];
        var callers = new List<(string Who, Account Account, Rights Rights, Func<Task<HubCaller>> Make)>();
        foreach (var (who, role, where) in kinds)
        {
            var account = await people.AccountAsync($"{who.Replace(' ', '-')}-{name}", (role, where));
            callers.Add((who, account, Rights.Of([(where, role.Permissions)]), async () => HubCaller.Bearer(await people.TokenAsync(account))));
            callers.Add((who + " by session", account, Rights.Of([(where, role.Permissions)]), async () => HubCaller.Browser(await people.BrowserAsync(account))));
        }

        var all = await people.AccountAsync("scopes-" + name, (Role.Administrator, null));
        callers.Add(("token to read", all, Rights.All.Within(TokenScope.Read, null), async () => HubCaller.Bearer(await people.TokenAsync(all, TokenScope.Read))));
        callers.Add(("token to operate", all, Rights.All.Within(TokenScope.Operate, null), async () => HubCaller.Bearer(await people.TokenAsync(all, TokenScope.Operate))));
        callers.Add(("token of the project", all, Rights.All.Within(TokenScope.Administer, [project]), async () => HubCaller.Bearer(await people.TokenAsync(all, projects: [project]))));
        callers.Add(("token of another project", all, Rights.All.Within(TokenScope.Administer, [other]), async () => HubCaller.Bearer(await people.TokenAsync(all, projects: [other]))));
        var none = await people.AccountAsync("none-" + name);
        callers.Add(("nobody's roles", none, Rights.None, async () => HubCaller.Bearer(await people.TokenAsync(none))));

        await using var walk = await HubWalk.StartAsync(Fleet, id, Hubs(), Token);
        var calls = 0;
        var wrong = new List<string>();
        foreach (var (who, account, rights, make) in callers)
        {
            await using var hubs = await walk.ConnectAsync(await make(), account, Token);
            foreach (var door in HubTable.All)
            {
                var may = rights.May(door.Needs, project);
                var through = await hubs.CallAsync(door, may, Token);
                calls++;
                if (through != may)
                {
                    wrong.Add($"{who}: {door.Hub}.{door.Method} {door.Kind} let {(through ? "them through" : "them not through")}");
                }
            }
        }

        output.WriteLine($"{calls} calls");
        Assert.Empty(wrong);
        Assert.True(calls > 250);
    }

    [Fact]
    public async Task Another_persons_session_is_as_good_as_none_whatever_the_right()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var id = await Fleet.CreateAsync("theirs-" + name);
        await using var walk = await HubWalk.StartAsync(Fleet, id, Hubs(), Token);
        var owner = await people.AccountAsync("owner-" + name, (Role.Administrator, null));
        var thief = await people.AccountAsync("thief-" + name, (Role.Administrator, null));
        await using var hubs = await walk.ConnectAsync(HubCaller.Bearer(await people.TokenAsync(thief)), owner, Token);
        foreach (var door in HubTable.All.Where(door => door.Hub == "ShellHub" && door.Method != "Open"))
        {
            Assert.False(await hubs.CallAsync(door, false, Token), $"{door} let them through.");
        }
    }

    [Fact]
    public async Task A_right_that_is_taken_away_ends_what_was_opened_by_it()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var id = await Fleet.CreateAsync("lost-" + name);
        await using var walk = await HubWalk.StartAsync(Fleet, id, Hubs(), Token);
        var account = await people.AccountAsync("lost-" + name, (Role.Operator, null));
        await using var hubs = await walk.ConnectAsync(HubCaller.Bearer(await people.TokenAsync(account)), account, Token);
        var reading = hubs.ReadToEndAsync("console", Token);
        await Until.TrueAsync("it is read", ShellCalls.Soon, () => Task.FromResult(hubs.ReadFrames > 0), Token);
        var following = hubs.FollowToEndAsync(Token);
        await SampledUntilAsync(walk, "it is followed", () => hubs.Ticks > 0);
        await using (var db = await Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token))
        {
            await db.Set<RoleGrantRow>().Where(grant => grant.AccountId == account.Id).ExecuteDeleteAsync(Token);
        }

        await Portal.Services.GetRequiredService<AccessNews>().TellAsync(Token);
        foreach (var door in HubTable.All.Where(door => door.Method is not "Read" and not "Follow"))
        {
            Assert.False(await hubs.CallAsync(door, false, Token), $"{door} let them through.");
        }

        HubWalk.Say(hubs, "more");
        Assert.IsType<HubException>(await reading.WaitAsync(ShellCalls.Soon, Token));
        await SampledUntilAsync(walk, "following ends", () => following.IsCompleted);
        Assert.IsType<HubException>(await following);
    }

    [Fact]
    public async Task What_no_longer_counts_connects_to_no_hub()
    {
        var people = new TestPeople(Portal);
        var name = Guid.NewGuid().ToString("N")[..6];
        var account = await people.AccountAsync("gone-" + name, (Role.Administrator, null));
        var disabled = await people.AccountAsync("off-" + name, (Role.Administrator, null));
        var revoked = await people.TokenAsync(account);
        var callers = new List<(string Who, HubCaller Caller)>
        {
            ("revoked token", HubCaller.Bearer(revoked)),
            ("disabled person", HubCaller.Bearer(await people.TokenAsync(disabled))), ("disabled person by session", HubCaller.Browser(await people.BrowserAsync(disabled))),
        };
        foreach (var (who, caller) in callers)
        {
            // They came in before: what is remembered of them must not count either.
            foreach (var hub in Hubs())
            {
                Assert.True(await Connect(caller, hub.Path, HttpTransportType.WebSockets) is null, $"{who} never came in.");
            }
        }

        await using (var db = await Portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token))
        {
            await db.Set<Features.Access.ApiToken>().Where(token => token.AccountId == account.Id).ExecuteDeleteAsync(Token);
            await db.Users.Where(user => user.Id == disabled.Id).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, TimeProvider.System.GetUtcNow()), Token);
        }

        await Portal.Services.GetRequiredService<AccessNews>().TellAsync(Token);
        callers.Add(("anonymous", new HubCaller()));
        callers.Add(("expired token", HubCaller.Bearer(await people.TokenAsync(account, life: TimeSpan.FromSeconds(-1)))));
        callers.Add(("agent certificate", new HubCaller { Certificate = Fleet.Agent.Certificate }));
        var wrong = new List<string>();
        foreach (var (who, caller) in callers)
        {
            foreach (var hub in Hubs())
            {
                foreach (var transport in (HttpTransportType[])[HttpTransportType.WebSockets, HttpTransportType.ServerSentEvents, HttpTransportType.LongPolling])
                {
                    if (await Connect(caller, hub.Path, transport) is not { } refusal || !refusal.ToString().Contains("401", StringComparison.Ordinal))
                    {
                        wrong.Add($"{who} at {hub.Path} by {transport}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static Task SampledUntilAsync(HubWalk walk, string what, Func<bool> done)
        => Until.TrueAsync(what, ShellCalls.Soon, () =>
        {
            walk.Sample();
            return Task.FromResult(done());
        }, Token);

    /// <summary>What kept the caller out, or null.</summary>
    private async Task<Exception?> Connect(HubCaller caller, string path, HttpTransportType transport)
    {
        await using var connection = caller.Connection(Portal.Base, path, transport);
        try
        {
            await connection.StartAsync(Token);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e;
        }
    }

    private async Task<VmId> MachineAsync(string name, ProjectId project)
    {
        var (status, operation) = await Fleet.PostAsync("/v1/vms", new { name, projectId = project.ToString(), vcpus = 1, memoryMiB = 256, imageId = await Fleet.ImageIdAsync(), rootDiskGiB = 1 });
        Assert.True(status == System.Net.HttpStatusCode.Accepted, operation.ToString());
        Assert.Equal("succeeded", (await Fleet.EndedAsync(operation)).GetProperty("status").GetString());
        return VmId.Parse(operation.GetProperty("subject").GetProperty("id").GetString()!, null); // an accepted operation names its machine
    }

    private (Type Type, string Path)[] Hubs()
        => [.. Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Type: endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType, Path: "/" + endpoint.RoutePattern.RawText?.Trim('/')))
            .Where(hub => hub.Type?.Assembly == typeof(WebHost).Assembly && !hub.Path.EndsWith("/negotiate", StringComparison.Ordinal))
            .Select(hub => (hub.Type!, hub.Path)).Distinct()]; // the assembly of no type is none
}
