using System.Text.Json;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.EndToEnd.Tests.SecondHost;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Bridged;

/// <summary>Machines on the network beyond their host: seen there, with addresses of its router or one that was asked for.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class BridgedStoryTests(Installation installation, OfficeHost office) : IClassFixture<OfficeHost>
{
    private static readonly string[] Ports = ["22", "80", "443", "8123"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_on_an_office_network_tells_what_its_bridge_carries()
    {
        await office.JoinAsync(Token);
        using var api = installation.Api();
        var network = Assert.Single((await office.ViewAsync(api, Token)).GetProperty("facts").GetProperty("networks").EnumerateArray());
        Assert.Equal(("bridged", OfficeHost.Bridge, "uplink0"), (network.Text("mode"), network.Text("bridge"), network.Text("uplink")));
        Assert.Equal(("198.18.42.0/24", OfficeHost.Router, "True"), (network.Text("range"), network.Text("gateway"), network.Text("outbound")));
    }

    [Fact]
    public async Task A_machine_there_gets_an_address_of_the_router_and_takes_commands()
    {
        await office.JoinAsync(Token);
        using var api = installation.Api();
        office.Guided = await RunAsync(api, new { name = "guided", imageId = await api.RootImageAsync(Token), hostId = office.Id, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 });
        Assert.StartsWith(OfficeHost.Pool, await AddressAsync(api, office.Guided), StringComparison.Ordinal);
        Assert.Equal("42\n", (await api.ExecAsync(office.Guided, "echo $((6*7))", Token)).Text("stdout"));
    }

    [Fact]
    public async Task A_machine_gets_the_address_that_was_asked_for_and_nobody_else_may_have_it()
    {
        await office.JoinAsync(Token);
        using var api = installation.Api();
        var wish = new { name = "fixed", imageId = await api.RootImageAsync(Token), hostId = office.Id, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1, ipAddress = OfficeHost.Free + "/24" };
        office.Fixed = await RunAsync(api, wish);
        Assert.Equal(OfficeHost.Free, await AddressAsync(api, office.Fixed));
        Assert.Contains(OfficeHost.Free + "/24", (await api.ExecAsync(office.Fixed, "ip -4 addr show dev eth0; ip route", Token)).Text("stdout"), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<ApiRefusedException>(() => api.PostAsync("/v1/vms", wish with { name = "twin" }, Token));
        Assert.Contains(OfficeHost.Free, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_ports_answer_to_the_network_and_it_reaches_the_network_but_not_its_host()
    {
        using var api = installation.Api();
        var machine = await MachineAsync(api, office.Guided);
        var address = await AddressAsync(api, machine);
        await api.ExecAsync(machine, "echo hello >/root/page; " + string.Concat(Ports.Select(port => $"httpd -p {port} -h /root; ")), Token);
        using var visitor = new HttpClient(installation.Stack.Network!.HttpHandler()); // a bridged host needs root, which has made it
        foreach (var port in Ports)
        {
            Assert.Equal("hello\n", await visitor.GetStringAsync($"http://{address}:{port}/page", Token));
        }

        var neighbour = await AddressAsync(api, await MachineAsync(api, office.Fixed));
        var reached = (await api.ExecAsync(machine, string.Join(';', new[]
        {
            $"ping -c 1 -w 3 {OfficeHost.Router} >/dev/null && echo router",
            $"ping -c 1 -w 3 {neighbour} >/dev/null && echo neighbour",
            $"ping -c 1 -w 3 {OfficeHost.Own} >/dev/null && echo host",
            $"wget -q -O - http://{OfficeHost.Router}:{installation.Stack.PortalPort}/healthz >/dev/null && echo portal",
            $"nc -w 3 {OfficeHost.Router} {installation.Stack.PortalPort} </dev/null >/dev/null 2>&1 && echo door",
            $"nc -w 3 {OfficeHost.Own} 9090 </dev/null >/dev/null 2>&1 && echo agent",
        }), Token)).Text("stdout");
        Assert.Equal("router\nneighbour\nhost\nportal\ndoor\n", reached);
    }

    [Fact]
    public async Task Port_9000_answers_its_host_and_nobody_on_the_network()
    {
        using var api = installation.Api();
        var address = await AddressAsync(api, await MachineAsync(api, office.Guided));
        using var visitor = new HttpClient(installation.Stack.Network!.HttpHandler()) { Timeout = TimeSpan.FromSeconds(5) }; // as above
        await Assert.ThrowsAsync<HttpRequestException>(() => visitor.GetStringAsync($"http://{address}:9000/health", Token));
    }

    [Fact]
    public async Task The_agent_dies_and_the_next_one_knows_the_machines_and_their_addresses()
    {
        using var api = installation.Api();
        var (guided, wished) = (await MachineAsync(api, office.Guided), await MachineAsync(api, office.Fixed));
        var before = await AddressAsync(api, guided);
        var life = await Life.OfAsync(api, office, guided, Token);
        await office.RestartAgentAsync(Token);
        await api.WhenVmAsync(guided, "known again", TimeSpan.FromSeconds(30), vm => vm.Text("state") == "running" && Addresses(vm).Contains(before), Token);
        Assert.Equal(life.Boot, (await Life.OfAsync(api, office, guided, Token)).Boot);
        Assert.Equal(OfficeHost.Free, await AddressAsync(api, wished));
    }

    private async Task<string> RunAsync(Api api, object wish)
    {
        var made = await api.DoAsync("/v1/vms", wish, Token);
        return (await FarMachines.WhenReadyAsync(api, made.GetProperty("subject").Text("id"), Token)).Id();
    }

    private async Task<string> MachineAsync(Api api, string? machine)
    {
        await office.JoinAsync(Token);
        Assert.NotNull(machine);
        await api.WhenStateAsync(machine, "running", TimeSpan.FromSeconds(20), Token);
        return machine;
    }

    /// <summary>Its one address; a guest that asks the network tells it a moment after its hello.</summary>
    private static async Task<string> AddressAsync(Api api, string machine)
        => Assert.Single(Addresses(await api.WhenVmAsync(machine, "known by an address", TimeSpan.FromSeconds(30), vm => Addresses(vm).Length > 0, Token)));

    private static string[] Addresses(JsonElement machine) => [.. machine.GetProperty("ipAddresses").EnumerateArray().Select(address => address.GetString() ?? "")];
}
