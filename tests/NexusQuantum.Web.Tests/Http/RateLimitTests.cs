using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.SignalR.Client;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Shells;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;
using NexusQuantum.Web.Tests.Shells;

namespace NexusQuantum.Web.Tests.Http;

public sealed class RateLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_caller_has_a_burst_of_its_own_and_is_told_how_long_to_wait()
    {
        using var gate = new RateGate();
        var limit = new RateLimit("things to do", 5, 60);
        var (one, other) = (new Caller(Guid.NewGuid(), "one"), new Caller(Guid.NewGuid(), "other"));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.Null(gate.Spend(limit, one)));
        var refused = gate.Spend(limit, one);
        Assert.Equal("too-many-requests", refused?.Type);
        Assert.Contains("5 at once and 60 a minute", refused?.Message, StringComparison.Ordinal);
        Assert.InRange(refused?.RetryAfter ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Null(gate.Spend(limit, other));
        Assert.Null(gate.Spend(new RateLimit("other things", 1, 60), one));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Null(gate.Spend(limit, Caller.System)));
    }

    [Fact]
    public void One_ipv6_line_is_one_source()
    {
        using var gate = new RateGate();
        var limit = new RateLimit("looks", 1, 60);
        Assert.Null(gate.Spend(limit, IPAddress.Parse("2001:db8:0:1::1")));
        Assert.NotNull(gate.Spend(limit, IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.Null(gate.Spend(limit, IPAddress.Parse("2001:db8:0:2::1")));
        Assert.Null(gate.Spend(limit, IPAddress.Parse("192.0.2.1")));
        Assert.NotNull(gate.Spend(limit, IPAddress.Parse("::ffff:192.0.2.1")));
    }

    [Fact]
    public async Task Every_door_that_costs_answers_429_with_the_limit_and_when_to_come_back()
    {
        await using var fleet = await TestFleet.StartAsync();
        var id = await fleet.CreateAsync("limited");
        await RefusedAfterAsync(RateLimits.Create, () => fleet.Client.PostAsJsonAsync("/v1/vms/plan", new { }, Token));
        await RefusedAsync(RateLimits.Create, await fleet.Client.PostAsJsonAsync("/v1/vms", new { }, Token));
        await RefusedAfterAsync(RateLimits.Exec, () => fleet.Client.PostAsJsonAsync($"/v1/vms/{id}/exec", new { command = new[] { "true" } }, Token));
        await RefusedAfterAsync(RateLimits.Export, () => fleet.Client.GetAsync($"/v1/vms/{id}/console/log", Token));
        await RefusedAfterAsync(RateLimits.JoinToken, () => fleet.Client.PostAsync("/v1/hosts/join-tokens", null, Token));
        await RefusedAfterAsync(RateLimits.Import, () => fleet.Client.PostAsync("/v1/images", Upload(), Token));

        await using var hub = await ShellCalls.ConnectAsync(fleet, Token);
        ShellOpened opened;
        var opens = 0;
        do
        {
            opened = await hub.InvokeAsync<ShellOpened>("Open", new ShellOpenRequest { Kind = "console", VmId = id.ToString(), Cols = 80, Rows = 24 }, Token);
            if (opened.SessionId is { } session)
            {
                await hub.InvokeAsync("Close", session, Token);
            }
        }
        while (opened.Problem is null && ++opens < 2 * RateLimits.Console.Burst);
        Assert.Equal("too-many-requests", opened.Problem?.Type);

        // What pages follow goes on.
        Assert.Equal("running", (await fleet.VmAsync(id)).GetProperty("state").GetString());
    }

    private static MultipartFormDataContent Upload() => new()
    {
        { new StringContent("none"), "name" }, { new StringContent("root"), "kind" }, { new ByteArrayContent([7, 7]), "file", "none.img" },
    };

    private static async Task RefusedAfterAsync(RateLimit limit, Func<Task<HttpResponseMessage>> ask)
    {
        for (var tries = 0; tries < 3 * limit.Burst; tries += 8)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ask()));
            if (answers.FirstOrDefault(answer => answer.StatusCode == HttpStatusCode.TooManyRequests) is { } refused)
            {
                await RefusedAsync(limit, refused);
                return;
            }
        }

        Assert.Fail($"More than {3 * limit.Burst} {limit.What} were taken at once.");
    }

    private static async Task RefusedAsync(RateLimit limit, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.TooManyRequests, $"{answer.StatusCode} {text}");
        Assert.Contains("\"too-many-requests\"", text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{limit.Burst} at once"), text, StringComparison.Ordinal);
        Assert.InRange(answer.Headers.RetryAfter?.Delta ?? default, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }
}
