using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Tests.Running;
using NexusQuantum.Web.Tests.Shells;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What is open and silent is closed when its owner may not have it any more, although nothing comes over it and nobody tells of the change.</summary>
public sealed class LostRightTests(FleetFixture fixture, ITestOutputHelper output) : IClassFixture<FleetFixture>
{
    private static readonly Dictionary<string, Func<NexusDb, Guid, Task<int>>> Ways = new(StringComparer.Ordinal)
    {
        ["the right is lost"] = (db, id) => db.Set<RoleGrantRow>().Where(grant => grant.AccountId == id).ExecuteDeleteAsync(Token),
        ["the person is disabled"] = (db, id) => db.Users.Where(user => user.Id == id).ExecuteUpdateAsync(set => set.SetProperty(user => user.DisabledAt, TimeProvider.System.GetUtcNow()), Token),
        ["the session is over"] = (db, id) => db.Set<SessionRow>().Where(session => session.AccountId == id).ExecuteDeleteAsync(Token),
    };

    /// <summary>What says who may do what, and in which project a machine is. Samples are stored, so they cost a command each.</summary>
    private static readonly string[] Asked = ["sessions", "api_tokens", "role_grants", "accounts", "projects", "vms"];

    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> All => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Silent_consoles_shells_and_streams_of_samples_are_closed(string way)
    {
        var account = await new TestPeople(Fleet.Portal).AccountAsync(PeopleWorld.Name("idle"), (Role.Operator, null));
        var other = await new TestPeople(Fleet.Portal).AccountAsync(PeopleWorld.Name("stays"), (Role.Operator, null));
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await Fleet.VmStateAsync(id, "running");
        await using var mine = await OpenAsync(account, id);
        await using var theirs = await OpenAsync(other, id);
        await using (var db = await PeopleWorld.DbAsync(Fleet.Portal))
        {
            Assert.True(await Ways[way](db, account.Id) > 0);
        }

        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(mine.Ends).WaitAsync(ShellCalls.Soon, Token);
        output.WriteLine($"cut after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");

        // At the host too, where the guest's side of it would go on.
        await Until.TrueAsync("the sessions are gone", ShellCalls.Soon, () => Task.FromResult(mine.Sessions.All(session => Find(account, session) is null)), Token);
        Assert.All(theirs.Ends, end => Assert.False(end.IsCompleted));
        Assert.All(theirs.Sessions, session => Assert.NotNull(Find(other, session)));
    }

    [Fact]
    public async Task A_console_that_nobody_reads_is_closed_too()
    {
        var account = await new TestPeople(Fleet.Portal).AccountAsync(PeopleWorld.Name("away"), (Role.Operator, null));
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await using var shells = await HubAsync(account, "/hubs/shell");
        var opened = await shells.OpenAsync(id, "console", Token);
        await shells.StopAsync(Token);
        Assert.NotNull(Find(account, opened.SessionId!));
        var began = Stopwatch.GetTimestamp();
        await using (var db = await PeopleWorld.DbAsync(Fleet.Portal))
        {
            await Ways["the session is over"](db, account.Id);
        }

        // Sooner than it would be for having no reader.
        await Until.TrueAsync("it is closed", TimeSpan.FromSeconds(45), () => Task.FromResult(Find(account, opened.SessionId!) is null), Token);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task Frames_and_samples_ask_the_database_nothing()
    {
        const int Many = 400;
        var account = await new TestPeople(Fleet.Portal).AccountAsync(PeopleWorld.Name("busy"), (Role.Operator, null));
        var id = await Fleet.CreateAsync(FleetFixture.Name());
        await Fleet.VmStateAsync(id, "running");
        await using var open = await OpenAsync(account, id);
        await using var walk = await HubWalk.StartAsync(Fleet, id, [], Token);
        var database = new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse(Fleet.Url).Value!.ConnectionString).Database; // it is in use
        var commands = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var tags = activity.TagObjects.Select(tag => tag.Value).OfType<string>().ToList();
                if (tags.Any(tag => tag.StartsWith(database!, StringComparison.Ordinal)) && tags.Any(tag => Asked.Any(table => tag.Contains(table, StringComparison.Ordinal)))) // its URL names one
                {
                    Interlocked.Increment(ref commands);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var (frames, ticks) = (open.Frames, open.Ticks);
        for (var i = 0; i < Many; i++)
        {
            Find(account, open.Sessions[0])!.Type("x"u8); // it is open
            await Until.TrueAsync("the echo comes", ShellCalls.Soon, () => Task.FromResult(open.Frames > frames + i), Token);
            walk.Sample();
        }

        await Until.TrueAsync("samples come", ShellCalls.Soon, () => Task.FromResult(open.Ticks > ticks + Many / 2), Token);
        output.WriteLine($"{open.Frames - frames} frames, {open.Ticks - ticks} samples, {commands} commands");
        Assert.InRange(commands, 1, Many / 4); // those of the loops that look at everything every second or two
    }

    private ShellSession? Find(Account owner, string id) => Fleet.Portal.Services.GetRequiredService<ShellSessions>().Find(new Caller(owner.Id, "") { Rights = Rights.All }, id);

    private async Task<HubConnection> HubAsync(Account account, string path)
    {
        var hub = HubCaller.Browser(await new TestPeople(Fleet.Portal).BrowserAsync(account)).Connection(Fleet.Portal.Base, path, HttpTransportType.WebSockets);
        await hub.StartAsync(Token);
        return hub;
    }

    /// <summary>A console and a shell that are read, and samples that are followed.</summary>
    private async Task<Opened> OpenAsync(Account account, VmId id)
    {
        var (shells, metrics) = (await HubAsync(account, "/hubs/shell"), await HubAsync(account, "/hubs/metrics"));
        var opened = new Opened(shells, metrics);
        foreach (var kind in (string[])["console", "shell"])
        {
            opened.Read((await shells.OpenAsync(id, kind, Token)).SessionId!); // asserted there
        }

        opened.Follow(id);
        await Until.TrueAsync("the first frames come", ShellCalls.Soon, () => Task.FromResult(opened.Frames >= 2), Token);
        return opened;
    }

    private sealed class Opened(HubConnection shells, HubConnection metrics) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private int _frames;
        private int _ticks;

        public List<Task> Ends { get; } = [];

        public List<string> Sessions { get; } = [];

        public int Frames => Volatile.Read(ref _frames);

        public int Ticks => Volatile.Read(ref _ticks);

        public void Read(string session)
        {
            Sessions.Add(session);
            Ends.Add(EndAsync(shells.StreamAsync<ShellFrame>("Read", session, 0L, _leave.Token), () => Interlocked.Increment(ref _frames)));
        }

        public void Follow(VmId id) => Ends.Add(EndAsync(metrics.StreamAsync<JsonElement>("Follow", new[] { id.ToString() }, Array.Empty<string>(), _leave.Token), () => Interlocked.Increment(ref _ticks)));

        public async ValueTask DisposeAsync()
        {
            await _leave.CancelAsync();
            await Task.WhenAll(Ends);
            await shells.DisposeAsync();
            await metrics.DisposeAsync();
            _leave.Dispose();
        }

        /// <summary>However it ends: by a refusal, or because the connection was cut.</summary>
        private static async Task EndAsync<T>(IAsyncEnumerable<T> stream, Action came)
        {
            try
            {
                await foreach (var _ in stream)
                {
                    came();
                }
            }
            catch (Exception e) when (e is Microsoft.AspNetCore.SignalR.HubException or OperationCanceledException or IOException or System.Net.WebSockets.WebSocketException)
            {
                // Told by the task.
            }
        }
    }
}
