using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Domain.Tests.Serialization;

/// <summary>Generated JSON code sets every init member, a missing one to its type's zero, so defaults must not live in initializers.</summary>
public sealed class MissingMembers
{
    [Fact]
    public void A_missing_list_is_empty_and_can_be_walked()
    {
        var identity = JsonSerializer.Deserialize(
            """{"key":"k","hostName":"h","machineId":"m","clock":"2026-01-01T00:00:00Z","entropy":""}""", GuestJson.Default.GuestIdentity)!;
        Assert.Empty(identity.NameServers);
        Assert.Empty(identity.SshKeys);
    }

    [Fact]
    public void A_missing_timeout_is_a_minute_and_zero_stays_zero()
    {
        Assert.Equal(60, JsonSerializer.Deserialize("""{"command":["true"]}""", GuestJson.Default.ExecRequest)!.TimeoutSeconds);
        Assert.Equal(0, JsonSerializer.Deserialize("""{"command":["true"],"timeoutSeconds":0}""", GuestJson.Default.ExecRequest)!.TimeoutSeconds);
        Assert.Equal(7, new ExecRequest { Command = ["true"], TimeoutSeconds = 7 }.TimeoutSeconds);
    }

    [Fact]
    public void A_missing_grace_is_half_a_minute_and_zero_stays_zero()
    {
        var wish = JsonSerializer.Deserialize("""{"target":"running"}""", AgentJson.Default.VmPowerWish)!;
        Assert.Equal(30, wish.GraceSeconds);
        Assert.Equal(0, JsonSerializer.Deserialize("""{"target":"stopped","graceSeconds":0}""", AgentJson.Default.VmPowerWish)!.GraceSeconds);
    }
}
