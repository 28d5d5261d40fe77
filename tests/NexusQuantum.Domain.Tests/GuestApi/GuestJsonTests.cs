using System.Text.Json;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Domain.Tests.GuestApi;

public sealed class GuestJsonTests
{
    [Fact]
    public void A_sample_of_the_first_release_is_read()
    {
        var frame = JsonSerializer.Deserialize(
            """{"sample":{"uptimeSeconds":12.5,"cpu":{"user":1,"nice":0,"system":2,"idle":9223372036854775807,"ioWait":0,"irq":0,"softIrq":0,"steal":3},"cpuCount":1,"memory":{"total":1,"free":1,"available":1,"cached":1,"swapTotal":0,"swapFree":0}}}""",
            GuestJson.Default.GuestFrame)!;
        Assert.Equal(long.MaxValue, frame.Sample!.Cpu.Idle);
        Assert.Equal(3, frame.Sample.Cpu.Steal);
    }

    [Fact]
    public void Deep_nesting_is_refused()
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("{\"hello\":" + new string('[', 10_000), GuestJson.Default.GuestFrame));

    [Fact]
    public void An_identity_never_prints_its_key()
    {
        var identity = new GuestIdentity { Key = "top-secret", HostName = "web-1", MachineId = "0", Clock = DateTimeOffset.UnixEpoch, Entropy = "seed", Password = "hunter2" };
        Assert.DoesNotContain("top-secret", $"{identity}", StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{identity}", StringComparison.Ordinal);
    }
}
