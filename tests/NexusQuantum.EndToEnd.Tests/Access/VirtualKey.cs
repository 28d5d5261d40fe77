using System.Text.Json;
using Microsoft.Playwright;

namespace NexusQuantum.EndToEnd.Tests.Access;

/// <summary>A device with passkeys that Chromium makes up (CDP domain WebAuthn): unlocked by its person, who touches it when told.</summary>
internal sealed class VirtualKey
{
    private readonly ICDPSession _wire;
    private readonly string _id;

    private VirtualKey(ICDPSession wire, string id) => (_wire, _id) = (wire, id);

    public static async Task<VirtualKey> PlugInAsync(IPage page)
    {
        var wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("WebAuthn.enable");
        var answer = await wire.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        return new VirtualKey(wire, answer?.GetProperty("authenticatorId").GetString() ?? throw new InvalidOperationException("Chromium made no authenticator."));
    }

    /// <summary>Whether its person touches it by themselves when asked. Off, an offer in a list waits for them.</summary>
    public Task TouchesAsync(bool enabled) => SetAsync("WebAuthn.setAutomaticPresenceSimulation", enabled, "enabled");

    /// <summary>Whether finger, face or PIN fit.</summary>
    public Task FitsAsync(bool fits) => SetAsync("WebAuthn.setUserVerified", fits, "isUserVerified");

    public async Task<IReadOnlyList<JsonElement>> CredentialsAsync()
        => [.. (await _wire.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = _id }))?.GetProperty("credentials").EnumerateArray() ?? []];

    private Task SetAsync(string method, bool value, string name) => _wire.SendAsync(method, new() { ["authenticatorId"] = _id, [name] = value });
}
