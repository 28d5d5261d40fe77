using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>Machines that are to have an address of their own choice: from the request to the agent, and nobody has the same twice.</summary>
public sealed class AddressTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_is_told_the_address_and_people_see_it()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await CreateAsync(fleet, "web-1", "10.0.100.50");
        var told = Assert.Single(fleet.Host.Told, told => told.Id == id).Wish;
        Assert.Equal("""[{"network":"N","mac":"M","address":{"address":"10.0.100.50","nameServers":[]}}]""", Nics(told, fleet.Host.Network.ToString()));
        var vm = await fleet.VmAsync(id);
        Assert.Equal("10.0.100.50", vm.GetProperty("staticAddress").GetProperty("address").GetString());
        Assert.Equal(JsonValueKind.Null, vm.GetProperty("staticAddress").GetProperty("prefix").ValueKind);
        Assert.Equal("10.0.100.50", vm.GetProperty("ipAddresses")[0].GetString());
        Assert.Equal(("default", "nat"), (vm.GetProperty("network").GetProperty("name").GetString(), vm.GetProperty("network").GetProperty("mode").GetString()));
        Assert.Equal(1, (await fleet.GetAsync("/v1/vms?q=ip:10.0.100.50")).GetProperty("items").GetArrayLength());
        var act = (await fleet.GetAsync("/v1/audit?action=vm.create")).GetProperty("items").EnumerateArray().First(act => act.GetProperty("subjectName").GetString() == "web-1");
        Assert.Equal("10.0.100.50", act.GetProperty("after").GetProperty("address").GetString());
    }

    [Fact]
    public async Task On_a_bridged_network_all_of_it_is_told_and_the_plan_shows_it()
    {
        var network = SomeNetwork.Bridged();
        await using var fleet = await TestFleet.StartAsync(new FakeHost { Networks = [network] });
        var request = await RequestAsync(fleet, "web-1", "192.168.1.20");
        var (_, plan) = await fleet.PostAsync("/v1/vms/plan", request);
        Assert.Equal(("office", "bridged"), (plan.GetProperty("network").GetProperty("name").GetString(), plan.GetProperty("network").GetProperty("mode").GetString()));
        Assert.Equal("""{"address":"192.168.1.20","prefix":24,"gateway":"192.168.1.1","nameServers":["192.168.1.1"]}""", plan.GetProperty("staticAddress").GetRawText());
        var id = await EndAsync(fleet, await fleet.PostAsync("/v1/vms", request));
        Assert.Equal("""[{"network":"N","mac":"M","address":{"address":"192.168.1.20","prefix":24,"gateway":"192.168.1.1","nameServers":["192.168.1.1"]}}]""", Nics(Assert.Single(fleet.Host.Told, told => told.Id == id).Wish, network.Id.ToString()));
    }

    [Fact]
    public async Task Without_an_address_nothing_is_told_of_one()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { Networks = [SomeNetwork.Blind()] });
        var id = await fleet.CreateAsync("web-1");
        Assert.Null(Assert.Single(fleet.Host.Told.First(told => told.Id == id).Wish.Spec.Nics).Address);
        var vm = await fleet.VmAsync(id);
        Assert.Equal((JsonValueKind.Null, 0), (vm.GetProperty("staticAddress").ValueKind, vm.GetProperty("ipAddresses").GetArrayLength()));
    }

    [Fact]
    public async Task An_edit_keeps_the_address()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await CreateAsync(fleet, "web-1", "10.0.100.50");
        var (status, _) = await fleet.SendAsync(HttpMethod.Patch, $"/v1/vms/{id}", new { name = "web-2", ipAddress = "10.0.100.51" });
        Assert.Equal(HttpStatusCode.OK, status);
        await Until.TrueAsync("the agent was told", TimeSpan.FromSeconds(30), () => Task.FromResult(fleet.Host.Wish(id)?.Spec.Name.Value == "web-2"), Token);
        Assert.Equal("10.0.100.50", fleet.Host.Wish(id)!.Spec.Nics[0].Address!.Address.ToString());
    }

    [Theory]
    [InlineData("10.0.101.5", "outside 10.0.100.0/24")]
    [InlineData("10.0.100.1", "the network's router")]
    [InlineData("10.1", "no IPv4 address")]
    public async Task What_the_only_network_cannot_give_is_a_mistake_at_the_field(string address, string says)
    {
        await using var fleet = await TestFleet.StartAsync();
        var request = await RequestAsync(fleet, "web-1", address);
        foreach (var door in new[] { "/v1/vms", "/v1/vms/plan" })
        {
            var (status, problem) = await fleet.PostAsync(door, request);
            Assert.Equal((HttpStatusCode.BadRequest, "vm-invalid"), (status, problem.GetProperty("type").GetString()));
            Assert.Contains(says, problem.GetProperty("errors").GetProperty("ipAddress")[0].GetString(), StringComparison.Ordinal);
        }

        Assert.Empty(fleet.Host.Told);
    }

    [Fact]
    public async Task User_mode_has_no_address_to_ask_for()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { Networks = [SomeNetwork.User()] });
        var (status, problem) = await fleet.PostAsync("/v1/vms", await RequestAsync(fleet, "web-1", "10.0.2.20"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("user mode", problem.GetProperty("errors").GetProperty("ipAddress")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_a_machine_asked_for_or_is_reported_with_is_taken()
    {
        await using var fleet = await TestFleet.StartAsync();
        await CreateAsync(fleet, "web-1", "10.0.100.50");
        await TakenAsync(fleet, "10.0.100.50", "web-1 has 10.0.100.50 already.");
        var id = await fleet.CreateAsync("web-2");
        fleet.Host.Change(id, report => report with { IpAddresses = ["10.0.100.77"] });
        await Until.TrueAsync("the report came", TimeSpan.FromSeconds(30), async () => (await fleet.VmAsync(id)).GetProperty("ipAddresses")[0].GetString() == "10.0.100.77", Token);
        await TakenAsync(fleet, "10.0.100.77", "web-2 has 10.0.100.77 already.");

        var (_, gone) = await fleet.SendAsync(HttpMethod.Delete, $"/v1/vms/{id}");
        await fleet.EndedAsync(gone);
        await CreateAsync(fleet, "web-3", "10.0.100.77");
    }

    [Fact]
    public async Task Whose_address_it_is_hears_only_who_may_see_that_machine()
    {
        await using var fleet = await TestFleet.StartAsync();
        await CreateAsync(fleet, "hidden-1", "10.0.100.50");
        var people = new TestPeople(fleet.Portal);
        var project = await people.ProjectAsync("elsewhere");
        using var other = await people.ClientAsync("olga", Role.Operator, project);
        using var answer = await other.PostAsJsonAsync("/v1/vms", new { name = "web-1", vcpus = 1, memoryMiB = 256, imageId = await fleet.ImageIdAsync(), rootDiskGiB = 1, projectId = project.ToString(), ipAddress = "10.0.100.50" }, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("Another machine has 10.0.100.50 already.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ten_creates_at_once_with_one_address_one_is_accepted()
    {
        await using var fleet = await TestFleet.StartAsync();
        var requests = new List<object>();
        for (var number = 0; number < 10; number++)
        {
            requests.Add(await RequestAsync(fleet, $"vm-{number}", "10.0.100.50"));
        }

        var answers = await Task.WhenAll(requests.Select(request => fleet.PostAsync("/v1/vms", request)));
        var (_, accepted) = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Accepted);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Accepted), answer => Assert.Equal((HttpStatusCode.Conflict, "vm-address-taken"), (answer.Status, answer.Body.GetProperty("type").GetString())));
        await fleet.EndedAsync(accepted);
        Assert.Single(fleet.Host.Told.Select(told => told.Id).Distinct());
    }

    [Fact]
    public async Task A_host_that_cannot_give_the_address_is_passed_over_with_its_reason()
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { MemoryBytes = 64L << 30 });
        var second = new FakeHost { Networks = [SomeNetwork.Nat() with { Range = Cidr.Parse("10.0.200.0/24", null), Gateway = null }] };
        await using var agent = await FakeAgent.JoinAsync(fleet.Portal.Base, await TestFleet.JoinTokenAsync(fleet.Client), "fake-2", Token, second);
        await KnownAsync(fleet, agent);
        var (_, plan) = await fleet.PostAsync("/v1/vms/plan", await RequestAsync(fleet, "web-1", "10.0.200.50"));
        var hosts = plan.GetProperty("hosts").EnumerateArray().ToArray();
        Assert.Equal(("fake-2", true), (hosts[0].GetProperty("name").GetString(), hosts[0].GetProperty("chosen").GetBoolean()));
        Assert.Contains("10.0.200.50 lies outside 10.0.100.0/24", hosts[1].GetProperty("verdict").GetString(), StringComparison.Ordinal);
        var id = await CreateAsync(fleet, "web-1", "10.0.200.50");
        Assert.Single(second.Told, told => told.Id == id);

        var (status, problem) = await fleet.PostAsync("/v1/vms", await RequestAsync(fleet, "web-2", "10.0.250.1"));
        Assert.Equal(HttpStatusCode.BadRequest, status);
        var said = problem.GetProperty("errors").GetProperty("ipAddress")[0].GetString();
        Assert.Contains("fake-1: 10.0.250.1 lies outside 10.0.100.0/24", said, StringComparison.Ordinal);
        Assert.Contains("fake-2: 10.0.250.1 lies outside 10.0.200.0/24", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_hosts_have_one_address_twice_only_behind_translation(bool bridged)
    {
        await using var fleet = await TestFleet.StartAsync(new FakeHost { Networks = [bridged ? SomeNetwork.Bridged() : SomeNetwork.Nat()] });
        var second = new FakeHost { Networks = [bridged ? SomeNetwork.Bridged() : SomeNetwork.Nat()] };
        await using var agent = await FakeAgent.JoinAsync(fleet.Portal.Base, await TestFleet.JoinTokenAsync(fleet.Client), "fake-2", Token, second);
        await KnownAsync(fleet, agent);
        var address = bridged ? "192.168.1.20" : "10.0.100.50";
        await CreateAsync(fleet, "web-1", address);
        var (status, body) = await fleet.PostAsync("/v1/vms", await RequestAsync(fleet, "web-2", address));
        Assert.True(status == (bridged ? HttpStatusCode.Conflict : HttpStatusCode.Accepted), body.ToString());
    }

    private static Task KnownAsync(TestFleet fleet, FakeAgent agent) => Until.TrueAsync("the second host is known", TimeSpan.FromSeconds(30), async () =>
        await fleet.SendAsync(HttpMethod.Get, $"/v1/hosts/{agent.Id}") is (HttpStatusCode.OK, var host) && host.GetProperty("reachable").GetBoolean() && host.GetProperty("facts").ValueKind == JsonValueKind.Object, Token);

    private static async Task TakenAsync(TestFleet fleet, string address, string says)
    {
        var (status, problem) = await fleet.PostAsync("/v1/vms", await RequestAsync(fleet, "another", address));
        Assert.Equal((HttpStatusCode.Conflict, "vm-address-taken", says), (status, problem.GetProperty("type").GetString(), problem.GetProperty("errors").GetProperty("ipAddress")[0].GetString()));
    }

    private static async Task<object> RequestAsync(TestFleet fleet, string name, string ipAddress) => new { name, vcpus = 1, memoryMiB = 256, imageId = await fleet.ImageIdAsync(), rootDiskGiB = 1, ipAddress };

    private static async Task<VmId> CreateAsync(TestFleet fleet, string name, string ipAddress) => await EndAsync(fleet, await fleet.PostAsync("/v1/vms", await RequestAsync(fleet, name, ipAddress)));

    private static async Task<VmId> EndAsync(TestFleet fleet, (HttpStatusCode Status, JsonElement Operation) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.Accepted, answer.Operation.ToString());
        var ended = await fleet.EndedAsync(answer.Operation);
        Assert.True(ended.GetProperty("status").GetString() == "succeeded", ended.ToString());
        return VmId.Parse(answer.Operation.GetProperty("subject").GetProperty("id").GetString()!, null);
    }

    /// <summary>The NICs as they are on the wire, with letters for what is made anew each time.</summary>
    private static string Nics(EnsureVm wish, string network)
        => JsonSerializer.SerializeToElement(wish, AgentJson.Default.EnsureVm).GetProperty("spec").GetProperty("nics").GetRawText()
            .Replace(network, "N", StringComparison.Ordinal).Replace(wish.Spec.Nics[0].Mac.ToString(), "M", StringComparison.Ordinal);
}
