using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Metrics;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What a live update costs the database, however many look: nothing.</summary>
public sealed class LiveCostTests
{
    private const int WatchersOfAKind = 6;
    private const int Updates = 5;
    private const int Rounds = 4;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_live_update_reaches_every_watcher_and_open_page_without_one_command()
    {
        var clock = new StoppingClock();
        await using var fleet = await TestFleet.StartAsync(customise: builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var people = new TestPeople(fleet.Portal);
        var seen = await fleet.CreateAsync(FleetFixture.Name());
        var hidden = await fleet.CreateAsync(FleetFixture.Name(), await people.ProjectAsync("elsewhere"));
        var member = await people.AccountAsync("member", (Role.Viewer, ProjectId.Default));
        var chief = await people.AccountAsync("chief", (Role.Administrator, null));

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var watchers = new Watchers(fleet.Portal.Base, [seen, hidden], stop.Token);
        await watchers.AddAsync(HubCaller.Bearer(await people.TokenAsync(chief)), WatchersOfAKind);
        await watchers.AddAsync(HubCaller.Bearer(await people.TokenAsync(member, TokenScope.Read, projects: [ProjectId.Default])), WatchersOfAKind);
        await watchers.AddAsync(HubCaller.Browser(await people.BrowserAsync(member)), WatchersOfAKind);
        var intake = fleet.Portal.Services.GetRequiredService<MetricIntake>();
        await Until.TrueAsync("all follow", Soon, () => Task.FromResult(intake.Followers == 3 * WatchersOfAKind), Token);
        await using var chiefs = await OpenAsync(fleet.Portal, chief, seen);
        await using var members = await OpenAsync(fleet.Portal, member, seen);

        using var commands = new DatabaseCommands(fleet.Url);
        using var reader = await people.ClientAsync(chief);
        Assert.NotEmpty((await commands.OfAsync(reader, "/v1/vms", Token)).Texts);
        clock.Stop();

        // What the clock had started before ends in the first of these; what an update costs comes again in each.
        var cost = commands.All;
        for (var (round, update) = (0, 0); round < Rounds && !cost.IsEmpty; round++)
        {
            var before = commands.All.Length;
            for (var last = update + Updates; update < last;)
            {
                update++;
                fleet.Host.Change(seen, report => report with { IpAddresses = [$"10.9.8.{update}"] });
                fleet.Host.SendMetrics(new MetricBatch { At = DateTimeOffset.UtcNow, Host = new HostSample { Cpu = 0.1, MemoryTotalBytes = 1 << 30 }, Vms = [Sample(seen), Sample(hidden)] });

                // One after the other: who reads slowly loses the oldest.
                int[] expected = [.. Enumerable.Repeat(2 * update, WatchersOfAKind), .. Enumerable.Repeat(update, 2 * WatchersOfAKind)];
                await Until.TrueAsync($"every watcher has update {update}", Soon, () => Task.FromResult(watchers.Counts.SequenceEqual(expected)), Token, () => string.Join(' ', watchers.Counts));
            }

            await Until.TrueAsync("every page shows the last", Soon, () => Task.FromResult(chiefs.Markups.Concat(members.Markups).All(markup => markup.Contains($"10.9.8.{update}", StringComparison.Ordinal))), Token);
            cost = commands.All[before..];
        }

        Assert.Empty(cost);
    }

    private static VmSample Sample(VmId vm) => new() { Vm = vm, GuestCpu = 0.5 };

    private static async Task<OpenPages> OpenAsync(TestPortal portal, Account account, VmId vm)
    {
        var session = (await portal.Services.GetRequiredService<SessionBook>().OpenAsync(account, SessionMethod.Password, null, "test", Token))!; // no provider that could be closed
        var pages = new OpenPages(portal, (await portal.Services.GetRequiredService<Standings>().SessionAsync(session.Id, Token))!); // just opened
        pages.Open(vm);
        return pages;
    }

    /// <summary>Many connections that follow the same machines, and how many samples each got.</summary>
    private sealed class Watchers(Uri portal, VmId[] vms, CancellationToken cancellationToken) : IAsyncDisposable
    {
        private readonly List<HubConnection> _hubs = [];
        private readonly List<Task> _reading = [];
        private readonly List<int[]> _counts = [];

        public IEnumerable<int> Counts => _counts.Select(count => Volatile.Read(ref count[0]));

        public async Task AddAsync(HubCaller caller, int count)
        {
            for (var number = 0; number < count; number++)
            {
                var hub = caller.Connection(portal, "/hubs/metrics", HttpTransportType.WebSockets);
                _hubs.Add(hub);
                await hub.StartAsync(cancellationToken);
                var got = new int[1];
                _counts.Add(got);
                _reading.Add(ReadAsync(hub, got));
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var hub in _hubs)
            {
                await hub.DisposeAsync();
            }

            await Task.WhenAll(_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ReadAsync(HubConnection hub, int[] got)
        {
            await foreach (var _ in hub.StreamAsync<JsonElement>("Follow", vms.Select(vm => vm.ToString()).ToArray(), Array.Empty<string>(), cancellationToken))
            {
                Interlocked.Increment(ref got[0]);
            }
        }
    }
}
