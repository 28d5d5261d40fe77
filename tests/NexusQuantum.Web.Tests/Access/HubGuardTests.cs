using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR.Client;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class HubGuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_hub_is_cut_when_its_token_is_deleted_and_others_stay()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        using var made = await client.PostAsJsonAsync("/v1/tokens", new { name = "hub" }, Token);
        var secret = (await made.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("token").GetString();
        await using var cut = Hub(portal, secret);
        await using var stays = Hub(portal, client.DefaultRequestHeaders.Authorization!.Parameter);
        var closed = new TaskCompletionSource();
        cut.Closed += _ =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await cut.StartAsync(Token);
        await stays.StartAsync(Token);
        using var gone = await client.DeleteAsync(made.Headers.Location, Token);
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(HubConnectionState.Connected, stays.State);
    }

    private static HubConnection Hub(TestPortal portal, string? secret)
        => new HubConnectionBuilder().WithUrl(new Uri(portal.Base, "/hubs/metrics"), options => options.Headers["Authorization"] = $"Bearer {secret}").Build();
}
