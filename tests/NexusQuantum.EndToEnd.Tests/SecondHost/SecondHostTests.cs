using System.Diagnostics;
using System.Net;
using System.Text.Json;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>A second host joins over a cable and runs machines; then the cable is cut, and nothing but what is shown may change.</summary>
[TestMethodOrderer(typeof(StoryOrder))]
public sealed class SecondHostTests(Installation installation, FarHost far) : IClassFixture<FarHost>
{
    private static readonly TimeSpan Noticing = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_behind_a_cable_joins_with_a_token_and_tells_its_own_facts()
    {
        await far.JoinAsync(Token);
        using var api = installation.Api();
        var hosts = (await api.GetAsync("/v1/hosts", Token)).Items().ToArray();
        Assert.Equal(2, hosts.Length);
        Assert.All(hosts, host => Assert.True(RemoteHost.Reachable(host), host.ToString()));
        var second = Assert.Single(hosts, host => host.Id() == far.Id);
        var first = Assert.Single(hosts, host => host.Id() != far.Id);
        Assert.Equal(far.Address, second.Text("address"));
        // The machine is the same; what the agent was given and made on it is not.
        Assert.All(Facts(second, "disks"), disk => Assert.Contains(disk.Text("path"), new[] { far.RunDirectory, far.ImageDirectory }));
        Assert.Equal("fcbr0", Assert.Single(Facts(second, "networks")).Text("bridge"));
        Assert.NotEqual(Assert.Single(Facts(first, "networks")).Id(), Assert.Single(Facts(second, "networks")).Id());
    }

    [Fact]
    public async Task A_machine_asked_for_on_it_runs_there_and_takes_a_command()
    {
        await far.JoinAsync(Token);
        using var api = installation.Api();
        var machine = await far.Machines.QuietAsync(api, Token);
        Assert.Equal(far.Id, (await api.GetAsync("/v1/vms/" + machine, Token)).GetProperty("host").Id());
        Assert.Equal("42\n", (await api.ExecAsync(machine, "echo $((6*7))", Token)).Text("stdout"));
        far.EngineOf(machine);
    }

    [Fact]
    public async Task Its_own_agent_checked_it_when_it_had_joined()
    {
        await far.JoinAsync(Token);
        using var api = installation.Api();
        await Until.TrueAsync("its first preflight", TimeSpan.FromSeconds(45), async () => (await far.ViewAsync(api, Token)).Has("preflightAt"), Token);
        var preflight = await api.GetAsync($"/v1/hosts/{far.Id}/preflight", Token);
        Assert.Single(preflight.GetProperty("history").EnumerateArray());
        Assert.Contains(far.RunDirectory, preflight.GetProperty("report").ToString(), StringComparison.Ordinal);
        // What it misses was accepted with its token, so that it takes machines.
        Assert.False((await far.ViewAsync(api, Token)).Has("unfit"));
    }

    [Fact]
    public async Task A_cut_of_seconds_is_shown_and_heals_and_a_machine_asked_for_in_it_is_made_once()
    {
        await far.JoinAsync(Token);
        using var api = installation.Api();
        await CutAsync(api, TimeSpan.FromSeconds(15), () => far.Machines.AskAsync(api, FarMachines.MadeInCut, Token));
        await OnceAsync(api, await far.Machines.MadeAsync(api, Token), "vm.create", boots: 1);
        Assert.Single(await FarMachines.NamedAsync(api, FarMachines.MadeInCut, Token));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task A_cut_of_a_minute_is_shown_and_heals_and_a_restart_asked_for_in_it_is_done_once()
    {
        await far.JoinAsync(Token);
        using var api = installation.Api();
        var machine = await far.Machines.MadeAsync(api, Token);
        var before = await Life.OfAsync(api, far, machine, Token);
        await CutAsync(api, TimeSpan.FromSeconds(60), () => api.PostAsync($"/v1/vms/{machine}/restart", new { }, Token));
        await OnceAsync(api, machine, "vm.restart", boots: 2);
        Assert.NotEqual(before.Boot, (await Life.OfAsync(api, far, machine, Token)).Boot);
    }

    /// <summary>
    /// 1. Pulls the cable and asks for something before anybody can have noticed; 2. sees the host unreachable and its machine unknown,
    /// with new work refused; 3. holds it so; 4. plugs the cable in and sees all as before; 5. what was asked for is done, a
    /// command of that time ran once at most, and the machine that was left alone never stopped.
    /// </summary>
    private async Task CutAsync(Api api, TimeSpan held, Func<Task<JsonElement>> ask)
    {
        var quiet = await far.Machines.QuietAsync(api, Token);
        var before = await Life.OfAsync(api, far, quiet, Token);
        var pulled = Stopwatch.StartNew();
        JsonElement operation;
        Once once;
        TimeSpan noticed;
        try
        {
            // 1.
            await far.Cable.PullAsync(Token);
            operation = await ask();
            once = new Once(api, quiet, Token);
            // 2.
            await far.WhenReachableAsync(api, false, Noticing, Token);
            noticed = pulled.Elapsed;
            await ShownAwayAsync(api, quiet);
            // 3. Not to let time pass, but to see through all of it that nothing changes.
            while (pulled.Elapsed < held)
            {
                Assert.All((await api.GetAsync("/v1/hosts", Token)).Items(), host => Assert.Equal(host.Id() != far.Id, RemoteHost.Reachable(host)));
                Assert.Equal(before.Pid, far.EngineOf(quiet).Pid);
                await Task.Delay(TimeSpan.FromMilliseconds(250), Token);
            }
        }
        finally
        {
            await far.Cable.PlugAsync(CancellationToken.None);
        }

        // 4.
        var cut = pulled.Elapsed;
        var plugged = Stopwatch.StartNew();
        await far.WhenReachableAsync(api, true, Healing, Token);
        await api.WhenStateAsync(quiet, "running", Healing, Token);
        var healed = plugged.Elapsed;
        // 5.
        await api.EndOfAsync(operation.Id(), Token);
        var done = plugged.Elapsed;
        var (runs, answered) = await once.EndAsync(Token);
        var after = await Life.OfAsync(api, far, quiet, Token);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Pulled out: shown unreachable after {noticed.TotalSeconds:0.0} s (at most 15). Plugged in after {cut.TotalSeconds:0.0} s: as before after {healed.TotalSeconds:0.0} s (at most 10), "
            + $"{operation.Text("kind")} done after {done.TotalSeconds:0.0} s. Runs of a command asked for in between: {runs}. The guest ran {(after.Up - before.Up).TotalSeconds:0.0} s on.");
        Assert.InRange(noticed, TimeSpan.Zero, Noticing);
        Assert.InRange(healed, TimeSpan.Zero, Healing);
        Assert.InRange(runs, answered ? 1 : 0, 1);
        Assert.Equal(before with { Up = after.Up }, after);
        Assert.InRange(after.Up - before.Up, cut, TimeSpan.MaxValue);
    }

    private async Task ShownAwayAsync(Api api, string machine)
    {
        Assert.NotEqual("", (await far.ViewAsync(api, Token)).Text("unreachableReason"));
        var vm = await api.GetAsync("/v1/vms/" + machine, Token);
        Assert.Equal(("unknown", "running", "running"), (vm.Text("state"), vm.Text("lastState"), vm.Text("power")));
        Assert.False(RemoteHost.Reachable(vm.GetProperty("host")));
        var stop = await Assert.ThrowsAsync<ApiRefusedException>(() => api.PostAsync($"/v1/vms/{machine}/stop", new { }, Token));
        Assert.Equal(HttpStatusCode.Conflict, stop.Status);
        Assert.Contains("Its host does not answer", stop.Message, StringComparison.Ordinal);
        var create = await Assert.ThrowsAsync<ApiRefusedException>(() => far.Machines.AskAsync(api, "cut-late", Token));
        Assert.Contains("host-does-not-fit", create.Message, StringComparison.Ordinal);
    }

    /// <summary>It was asked for once, done once, and is there once.</summary>
    private async Task OnceAsync(Api api, string machine, string kind, int boots)
    {
        var vm = await FarMachines.WhenReadyAsync(api, machine, Token);
        Assert.Equal(vm.Text("generation"), vm.Text("appliedGeneration"));
        far.EngineOf(machine);
        var operation = Assert.Single((await api.GetAsync($"/v1/operations?subjectKind=vm&subjectId={machine}", Token)).Items(), operation => operation.Text("kind") == kind);
        Assert.Equal("succeeded", operation.Text("status"));
        await Until.TrueAsync("its console being taken", TimeSpan.FromSeconds(20), async () => await Life.BootsAsync(api, machine, Token) >= boots, Token);
        Assert.Equal(boots, await Life.BootsAsync(api, machine, Token));
    }

    private static JsonElement.ArrayEnumerator Facts(JsonElement host, string name) => host.GetProperty("facts").GetProperty(name).EnumerateArray();
}
