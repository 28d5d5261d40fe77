using System.Net;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Agents;

/// <summary>A new key and certificate for a host, on demand.</summary>
public sealed class RotationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotated_certificate_is_told_put_to_use_and_the_old_one_refused()
    {
        await using var fleet = await TestFleet.StartAsync();
        var (old, before) = (fleet.Agent.Certificate, await fleet.HostAsync());
        var (status, host) = await fleet.PostAsync($"/v1/hosts/{fleet.Agent.Id}/certificate");
        Assert.True(status == HttpStatusCode.OK, host.ToString());
        Assert.Equal(1, fleet.Agent.Renewals);
        Assert.Equal(fleet.Agent.Fingerprint, host.GetProperty("certificateFingerprint").GetString());
        Assert.NotEqual(before.GetProperty("certificateFingerprint").GetString(), host.GetProperty("certificateFingerprint").GetString());
        Assert.True(host.GetProperty("certificateIssuedAt").GetDateTimeOffset() >= before.GetProperty("certificateIssuedAt").GetDateTimeOffset());
        Assert.False(old.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(fleet.Agent.Certificate.PublicKey.ExportSubjectPublicKeyInfo()));
        await fleet.ReachableAsync(true);
        var audited = (await fleet.GetAsync($"/v1/audit?action=host.certificate")).GetProperty("items").EnumerateArray().First();
        Assert.Equal((fleet.Agent.Id.ToString(), "accepted"), (audited.GetProperty("subjectId").GetString(), audited.GetProperty("outcome").GetString()));

        await fleet.Agent.GoAwayAsync();
        fleet.Agent.Show(old);
        await fleet.Agent.ComeBackAsync(Token);
        await fleet.RefusedAsync("host-certificate-replaced");
    }

    [Fact]
    public async Task An_agent_that_took_it_and_died_before_it_could_say_so_is_known_when_it_comes_back()
    {
        await using var fleet = await TestFleet.StartAsync();
        fleet.Agent.DiesRenewing = true;
        var (status, problem) = await fleet.PostAsync($"/v1/hosts/{fleet.Agent.Id}/certificate");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "host-unreachable"), (status, problem.GetProperty("type").GetString()));
        Assert.Equal("host-certificate-renewing", (await fleet.PostAsync($"/v1/hosts/{fleet.Agent.Id}/certificate")).Body.GetProperty("type").GetString());
        await fleet.Agent.GoAwayAsync();
        fleet.Agent.DiesRenewing = false;
        await fleet.Agent.ComeBackAsync(Token);
        await Until.TrueAsync("what it shows is what it is known by", TimeSpan.FromSeconds(30), async () => (await fleet.HostAsync()).GetProperty("certificateFingerprint").GetString() == fleet.Agent.Fingerprint, Token);
        Assert.Equal(HttpStatusCode.OK, (await fleet.PostAsync($"/v1/hosts/{fleet.Agent.Id}/certificate")).Status);
    }

    [Fact]
    public async Task A_host_joined_before_fingerprints_were_kept_is_known_by_what_it_shows_next()
    {
        await using var fleet = await TestFleet.StartAsync();
        await fleet.Agent.GoAwayAsync();
        await using (var data = Npgsql.NpgsqlDataSource.Create(NexusQuantum.Web.Data.DatabaseUrl.Parse(fleet.Url).Value!.ConnectionString)) // the fleet runs on it
        await using (var command = data.CreateCommand("UPDATE hosts SET certificate_fingerprint = NULL, certificate_issued_at = NULL"))
        {
            await command.ExecuteNonQueryAsync(Token);
        }

        await Until.TrueAsync("the portal read it", TimeSpan.FromSeconds(30), async () => (await fleet.HostAsync()).TryGetProperty("certificateFingerprint", out var print) is false || print.GetString() is null, Token);
        await fleet.Agent.ComeBackAsync(Token);
        await Until.TrueAsync("it is known again", TimeSpan.FromSeconds(30), async () => (await fleet.HostAsync()).TryGetProperty("certificateFingerprint", out var print) && print.GetString() == fleet.Agent.Fingerprint, Token);
    }

    [Fact]
    public async Task Nothing_is_rotated_on_a_host_that_is_away_or_not_there()
    {
        await using var fleet = await TestFleet.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await fleet.PostAsync($"/v1/hosts/{HostId.New()}/certificate")).Status);
        await fleet.Agent.GoAwayAsync();
        Assert.Equal("host-unreachable", (await fleet.PostAsync($"/v1/hosts/{fleet.Agent.Id}/certificate")).Body.GetProperty("type").GetString());
    }
}
