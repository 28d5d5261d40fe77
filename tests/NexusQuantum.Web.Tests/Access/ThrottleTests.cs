using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Throttle;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Guessing against real portals. A minute passes by moving the rows back, since the throttle lives by the database's clock.</summary>
public sealed class ThrottleTests(ITestOutputHelper output)
{
    private static readonly IPAddress Source = IPAddress.Parse("192.0.2.7");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_tries_from_many_sources_at_one_account_get_ten_answers_a_minute_at_most()
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        for (var minute = 0; minute < 10; minute++)
        {
            var answered = await GuessAsync(portal, 1000, k => (From(minute * 1000 + k), TestPortal.UserName));
            output.WriteLine($"minute {minute}: {answered} of 1000 answered");
            Assert.InRange(answered, minute == 0 ? 1 : 0, 10);
            await PassAsync(portal, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Ten_thousand_tries_from_one_source_at_many_accounts_get_ten_answers_a_minute_at_most()
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        for (var minute = 0; minute < 10; minute++)
        {
            var answered = await GuessAsync(portal, 1000, k => (IPAddress.Parse("127.9.9.9"), $"name{minute}-{k}"));
            output.WriteLine($"minute {minute}: {answered} of 1000 answered");
            Assert.InRange(answered, minute == 0 ? 1 : 0, 10);
            await PassAsync(portal, TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Two_portals_on_one_database_give_away_the_same_tries()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await using var first = await TestPortal.StartAsync(url, Token);
        var directory = TestPortal.Temporary();
        Directory.CreateDirectory(directory);
        File.Copy(Path.Combine(first.Directory, "master.key"), Path.Combine(directory, "master.key"));
        await using var second = await TestPortal.StartAsync(url, Token, directory: directory);
        var both = await Task.WhenAll(GuessAsync(first, 40, k => (From(k), "nobody")), GuessAsync(second, 40, k => (From(1000 + k), "nobody")));
        Assert.Equal(new SignInLimits().FreeOfAccount, both.Sum());
    }

    [Fact]
    public async Task The_pause_doubles_to_half_an_hour_and_a_right_try_ends_it()
    {
        await using var portal = await FreshAsync();
        var throttle = portal.Services.GetRequiredService<SignInThrottle>();
        for (var k = 0; k < 5; k++)
        {
            (await throttle.BeginAsync("password", "ADA", Source, Token)).Value!.Dispose();
        }

        foreach (var seconds in (int[])[30, 60, 120, 240, 480, 960, 1800, 1800])
        {
            var wait = (await throttle.BeginAsync("password", "ADA", From(seconds), Token)).Error!.RetryAfter!.Value.TotalSeconds;
            Assert.InRange(wait, seconds - 5, seconds);
            await PassAsync(portal, TimeSpan.FromSeconds(seconds));
            (await throttle.BeginAsync("password", "ADA", From(seconds), Token)).Value!.Dispose();
        }

        await PassAsync(portal, TimeSpan.FromMinutes(30));
        using (var right = (await throttle.BeginAsync("password", "ADA", Source, Token)).Value!)
        {
            await right.RightAsync(Token);
        }

        for (var k = 0; k < 5; k++)
        {
            (await throttle.BeginAsync("password", "ADA", From(2000 + k), Token)).Value!.Dispose();
        }

        Assert.NotNull((await throttle.BeginAsync("password", "ADA", Source, Token)).Error);
    }

    [Fact]
    public async Task Right_tries_use_nothing_up()
    {
        await using var portal = await FreshAsync();
        await portal.EnsureAdministratorAsync(Token);
        using var client = portal.Anonymous();
        for (var k = 0; k < 12; k++)
        {
            using var answer = await client.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = TestPortal.Password }, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_paused_answer_says_for_how_long_and_a_live_session_goes_on()
    {
        await using var portal = await FreshAsync();
        using var signedIn = await portal.SignedInAsync(Token);
        await GuessAsync(portal, 12, k => (From(k), TestPortal.UserName));
        using var client = portal.Anonymous();
        using var paused = await client.PostAsJsonAsync("/v1/login", new { userName = TestPortal.UserName, password = TestPortal.Password }, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, paused.StatusCode);
        Assert.InRange(paused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 20, 30);
        Assert.Matches("paused for \\d+ seconds", await paused.Content.ReadAsStringAsync(Token));
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync("/v1/me", Token)).StatusCode);
    }

    [Fact]
    public void A_source_is_an_address_or_a_v6_network_of_64_bits()
    {
        var seal = new Web.Data.Seal(new byte[32]);
        byte[] Of(string address) => TryKeys.Of(seal, "password", "ADA", IPAddress.Parse(address)).Source;
        Assert.Equal(Of("2001:db8:1:2::1"), Of("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Of("2001:db8:1:2::1"), Of("2001:db8:1:3::1"));
        Assert.NotEqual(Of("192.0.2.1"), Of("192.0.2.2"));
        Assert.Equal(Of("192.0.2.1"), Of("::ffff:192.0.2.1"));
    }

    [Fact]
    public async Task The_table_of_tries_is_bounded_and_forgets()
    {
        await using var portal = await FreshAsync(new SignInLimits { MostRows = 6 });
        var throttle = portal.Services.GetRequiredService<SignInThrottle>();
        for (var k = 0; k < 10; k++)
        {
            (await throttle.BeginAsync("password", $"N{k}", From(k), Token)).Value!.Dispose();
        }

        var sweeper = portal.Services.GetRequiredService<SignInSweeper>();
        Assert.Equal(14, await sweeper.SweepAsync(Token));
        await PassAsync(portal, TimeSpan.FromHours(25));
        Assert.Equal(6, await sweeper.SweepAsync(Token));
    }

    /// <summary>How many of the tries were computed; what was not is refused with 429.</summary>
    private static async Task<int> GuessAsync(TestPortal portal, int count, Func<int, (IPAddress Source, string Name)> plan)
    {
        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, count).GroupBy(k => plan(k).Source), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Token }, async (tries, token) =>
        {
            using var client = Client(portal, tries.Key);
            foreach (var k in tries)
            {
                using var answer = await client.PostAsJsonAsync("/v1/login", new { userName = plan(k).Name, password = $"a guess of number {k}" }, token);
                if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                {
                    Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                    Interlocked.Increment(ref answered);
                }
            }
        });
        return answered;
    }

    /// <summary>All of 127.0.0.0/8 is this machine, so a client can come from any address of it.</summary>
    private static HttpClient Client(TestPortal portal, IPAddress source) => new(new SocketsHttpHandler
    {
        UseCookies = false,
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(IPAddress.Loopback, portal.Base.Port, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = portal.Base,
    };

    private static IPAddress From(int k) => IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"127.7.{k / 250}.{k % 250 + 1}"));

    private static async Task PassAsync(TestPortal portal, TimeSpan time)
    {
        await using var command = portal.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "UPDATE sign_in_tries SET last_at = last_at - @time, recent = ARRAY(SELECT r - @time FROM unnest(recent) AS r ORDER BY r)");
        command.Parameters.AddWithValue("time", time);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<TestPortal> FreshAsync(SignInLimits? limits = null)
        => await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, builder => builder.Services.AddSingleton(limits ?? new SignInLimits()));
}
