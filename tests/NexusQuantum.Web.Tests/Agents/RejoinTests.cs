using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Tests.Shared.Agents;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Agents;

/// <summary>Who becomes a known host again, and who only says so.</summary>
public sealed class RejoinTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_lost_its_key_joins_again_as_itself_and_its_old_certificate_is_refused()
    {
        await using var fleet = await TestFleet.StartAsync();
        var vm = await fleet.CreateAsync("kept-1");
        var (before, old) = (await fleet.HostAsync(), fleet.Agent.Certificate);

        Assert.Equal(fleet.Agent.Id, await fleet.Agent.RejoinAsync(fleet.Portal.Base, await TestFleet.JoinTokenAsync(fleet.Client, fleet.Agent.Id), Token));
        await Until.TrueAsync("it answers under its new certificate", TimeSpan.FromSeconds(30), async () =>
            await fleet.HostAsync() is var now && now.GetProperty("reachable").GetBoolean() && now.GetProperty("certificateFingerprint").GetString() == fleet.Agent.Fingerprint, Token);
        var after = await fleet.HostAsync();
        Assert.Equal(before.GetProperty("name").GetString(), after.GetProperty("name").GetString());
        Assert.Equal(before.GetProperty("joinedAt").GetString(), after.GetProperty("joinedAt").GetString());
        Assert.NotEqual(before.GetProperty("certificateFingerprint").GetString(), after.GetProperty("certificateFingerprint").GetString());
        Assert.Equal("running", (await fleet.VmAsync(vm)).GetProperty("state").GetString());

        await fleet.Agent.GoAwayAsync();
        fleet.Agent.Show(old);
        await fleet.Agent.ComeBackAsync(Token);
        Assert.Contains("replaced", (await fleet.RefusedAsync("host-certificate-replaced")).GetProperty("unreachableReason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_of_the_machine_that_was_replaced_is_cut_at_once()
    {
        await using var fleet = await TestFleet.StartAsync();
        // The machine with the old key goes on at the address; the new identity never comes up.
        var old = fleet.Agent.Certificate;
        await fleet.Agent.RejoinAsync(fleet.Portal.Base, await TestFleet.JoinTokenAsync(fleet.Client, fleet.Agent.Id), Token);
        fleet.Agent.Show(old);
        await fleet.RefusedAsync("host-certificate-replaced");
    }

    [Fact]
    public async Task A_host_that_still_has_its_key_proves_it_and_needs_no_token_of_its_own()
    {
        await using var fleet = await TestFleet.StartAsync();
        Assert.Equal(fleet.Agent.Id, await fleet.Agent.RejoinAsync(fleet.Portal.Base, await TestFleet.JoinTokenAsync(fleet.Client), Token, fleet.Agent.Proving));
        await fleet.ReachableAsync(true);
    }

    [Fact]
    public async Task Whoever_only_says_it_is_a_host_is_not_that_host()
    {
        var token = await TokenAsync();
        var unproven = await EnrollAsync(token, request => request with { PreviousHostId = Fleet.Agent.Id });
        Assert.Equal((HttpStatusCode.Conflict, "host-identity-unproven"), (unproven.Status, unproven.Type));
        var strange = await EnrollAsync(token, request => Fleet.Agent.Proving(request) with { Csr = request.Csr, PreviousIdentity = Fleet.Agent.Proving(request).PreviousIdentity! with { Signature = Convert.ToBase64String(new byte[70]) } }); // it was made
        Assert.Equal("host-identity-unproven", strange.Type);
        var garbage = await EnrollAsync(token, request => request with { PreviousHostId = Fleet.Agent.Id, PreviousIdentity = new IdentityProof("no certificate", "%") });
        Assert.Equal("host-identity-unproven", garbage.Type);

        // None of these spent it, and a host that this portal does not know any more joins as a new one.
        var gone = await EnrollAsync(token, request => request with { PreviousHostId = HostId.New() });
        Assert.Equal(HttpStatusCode.OK, gone.Status);
        await RemoveAsync(gone.Body.GetProperty("hostId").GetString());
    }

    [Fact]
    public async Task A_token_for_one_host_is_refused_on_another_and_stays_good()
    {
        var token = await TokenAsync(Fleet.Agent.Id);
        var refused = await EnrollAsync(token, request => request with { PreviousHostId = HostId.New() });
        Assert.Equal((HttpStatusCode.Conflict, "join-token-other-host"), (refused.Status, refused.Type));
        Assert.Contains("fake-1", refused.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(Fleet.Agent.Id, await Fleet.Agent.RejoinAsync(Fleet.Portal.Base, Marks.Keep(token.Reveal()), Token));
        Assert.Equal("join-token-used", (await EnrollAsync(token)).Type);
    }

    [Fact]
    public async Task A_token_for_a_host_that_is_not_there_is_not_made_and_one_whose_host_went_says_so()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Fleet.PostAsync("/v1/hosts/join-tokens", new { hostId = HostId.New().ToString() })).Status);
        var joined = await EnrollAsync(await TokenAsync());
        var id = joined.Body.GetProperty("hostId").GetString();
        var token = await TokenAsync(HostId.Parse(id!, null)); // it joined
        await RemoveAsync(id);
        Assert.Equal("join-token-host-gone", (await EnrollAsync(token)).Type);
    }

    [Fact]
    public async Task A_token_of_another_portal_is_told_as_such()
    {
        var token = JoinToken.Create([1, 2, 3]);
        var refused = await EnrollAsync(token, request => request with { Authority = System.Buffers.Text.Base64Url.EncodeToString(token.Fingerprint) });
        Assert.Equal((HttpStatusCode.Unauthorized, "join-token-foreign"), (refused.Status, refused.Type));

        // Also one whose last part was spoiled: its agent would not believe the answer, so no host may come of it.
        var spoiled = await TokenAsync(Fleet.Agent.Id);
        Assert.Equal("join-token-foreign", (await EnrollAsync(spoiled, static request => request with { Authority = "x" })).Type);
        Assert.Equal(Fleet.Agent.Id, await Fleet.Agent.RejoinAsync(Fleet.Portal.Base, Marks.Keep(spoiled.Reveal()), Token));
    }

    [Theory]
    [InlineData(-3, null, "host-clock-wrong", "behind")]
    [InlineData(2, null, "host-clock-wrong", "ahead")]
    [InlineData(0, "7-9/9.0", "host-version-wrong", "release 9.0")]
    public async Task A_wrong_clock_or_release_is_refused_with_the_figures_and_the_token_stays_good(int hours, string? contract, string type, string part)
    {
        var token = await TokenAsync(Fleet.Agent.Id);
        var refused = await EnrollAsync(token, request => request with { Clock = DateTimeOffset.UtcNow.AddHours(hours), Contract = contract });
        Assert.Equal((HttpStatusCode.Conflict, type), (refused.Status, refused.Type));
        Assert.Contains(part, refused.Body.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("still good", refused.Body.GetProperty("fix").GetString(), StringComparison.Ordinal);
        Assert.Equal(Fleet.Agent.Id, await Fleet.Agent.RejoinAsync(Fleet.Portal.Base, Marks.Keep(token.Reveal()), Token));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:9090")]
    [InlineData("10.1.2.3", "10.1.2.3:9090")]
    public async Task Behind_a_proxy_a_host_is_dialled_at_its_own_address_and_both_are_shown(string first, string address)
    {
        var joined = await EnrollAsync(await TokenAsync(), request => request with { Address = ":9090", Addresses = [new OwnAddress(first, "eth0"), new OwnAddress("<b>", "eth1"), new OwnAddress("fd00::7", "eth1")] });
        var id = joined.Body.GetProperty("hostId").GetString();
        var host = await Fleet.GetAsync($"/v1/hosts/{id}");
        Assert.Equal(address, host.GetProperty("address").GetString());
        Assert.Equal("127.0.0.1", host.GetProperty("addresses").GetProperty("seenFrom").GetString());
        Assert.Equal([first, "fd00::7"], host.GetProperty("addresses").GetProperty("own").EnumerateArray().Select(one => one.GetProperty("address").GetString()));
        await RemoveAsync(id);
    }

    private async Task<JoinToken> TokenAsync(HostId? again = null)
    {
        Assert.True(JoinToken.TryParse(await TestFleet.JoinTokenAsync(Fleet.Client, again), out var token));
        return token;
    }

    private async Task RemoveAsync(string? id) => Assert.Equal(HttpStatusCode.NoContent, (await Fleet.SendAsync(HttpMethod.Delete, $"/v1/hosts/{id}")).Status);

    private async Task<(HttpStatusCode Status, string? Type, JsonElement Body)> EnrollAsync(JoinToken token, Func<EnrollRequest, EnrollRequest>? change = null)
    {
        using var http = Fleet.Portal.Anonymous();
        using var answer = await http.PostAsJsonAsync("/v1/enroll", FakeAgent.MakeRequest(token, "anew", "127.0.0.1:1", change).Request, AgentJson.Default.EnrollRequest, Token);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Token);
        return (answer.StatusCode, body.TryGetProperty("type", out var type) ? type.GetString() : null, body);
    }

    [Fact]
    public void What_is_no_address_is_left_out_of_what_an_agent_tells()
        => Assert.Equal([new OwnAddress("10.0.1.5", "eth0")], HostAddress.Clean([null!, new("10.0.1.5", "eth0"), new("here", "eth1"), new("10.0.1.6", "eth0; rm")])); // null, as a hostile agent may send
}
