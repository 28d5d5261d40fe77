using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.Tests.AgentApi;

/// <summary>Agent and portal may be one release apart: what release 0.1 said must still be read, word for word.</summary>
public sealed class RecordedContractTests
{
    private const string Ensure = """
        {"generation":3,"spec":{"name":"web-1","vcpus":2,"memoryMiB":256,"boot":{"kernel":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","root":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","rootFormat":"ext4","hasGuestAgent":true},"rootDiskGiB":2,"nics":[{"network":"0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1","mac":"52:54:00:3f:0e:14"}],"profile":"microvm","sshKeys":[]},"power":{"target":"running","boots":1,"resets":0,"graceSeconds":30},"fromTheFuture":{"x":1}}
        """;

    private const string Report = """
        {"vm":{"id":"0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1","version":12,"generation":3,"appliedGeneration":3,"state":"running","since":"2026-01-02T03:04:05+00:00","power":{"target":"running"},"accelerator":"tcg","steps":[{"name":"Start engine","status":"done"}],"ipAddresses":["10.0.100.5"]}}
        """;

    private const string Network = """
        {"id":"0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1","name":"default","mode":"nat","bridge":"fcbr0","range":"10.0.100.0/24","addressesUsed":2,"outbound":true}
        """;

    [Fact]
    public void The_first_releases_wish_is_read()
    {
        var wish = JsonSerializer.Deserialize(Ensure, AgentJson.Default.EnsureVm)!;
        Assert.Equal(3, wish.Generation);
        Assert.Equal(MachineProfile.Microvm, wish.Spec.Profile);
        Assert.Equal("52:54:00:3f:0e:14", wish.Spec.Nics[0].Mac.ToString());
        Assert.Equal(VmPower.Running, wish.Power.Target);
    }

    [Fact]
    public void The_first_releases_report_is_read()
    {
        var frame = JsonSerializer.Deserialize(Report, AgentJson.Default.WatchFrame)!;
        Assert.Equal(VmState.Running, frame.Vm!.State);
        Assert.Equal(Accelerator.Tcg, frame.Vm.Accelerator);
        Assert.Null(frame.Host);
    }

    [Fact]
    public void The_first_releases_network_is_read_and_can_be_used()
    {
        var network = JsonSerializer.Deserialize(Network, AgentJson.Default.NetworkFacts)!;
        Assert.Null(network.Unavailable);
        Assert.True(network.Outbound);
    }

    [Fact]
    public void The_first_releases_network_says_nothing_of_uplink_and_router()
    {
        var network = JsonSerializer.Deserialize(Network, AgentJson.Default.NetworkFacts)!;
        Assert.Equal((NetworkMode.Nat, "10.0.100.0/24"), (network.Mode, network.Range.ToString()));
        Assert.Null(network.Uplink);
        Assert.Null(network.Gateway);
    }

    [Fact]
    public void A_bridged_network_may_not_know_its_range()
    {
        const string Bridged = """{"id":"0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1","name":"default","mode":"bridged","bridge":"fcbr0","uplink":"eno1","addressesUsed":2,"outbound":true}""";
        var network = JsonSerializer.Deserialize(Bridged, AgentJson.Default.NetworkFacts)!;
        Assert.Equal((NetworkMode.Bridged, "eno1", null), (network.Mode, network.Uplink, network.Range));
        Assert.Equal(network, JsonSerializer.Deserialize(JsonSerializer.Serialize(network, AgentJson.Default.NetworkFacts), AgentJson.Default.NetworkFacts));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("""{"address":"10.0.100.50"}""", "10.0.100.50")]
    [InlineData("""{"address":"192.168.1.20","prefix":24,"gateway":"192.168.1.1","nameServers":["192.168.1.1","9.9.9.9"]}""", "192.168.1.20")]
    public void A_wish_reads_back_as_written(string? address, string? expected)
    {
        var wish = JsonSerializer.Deserialize(address is null ? Ensure : Ensure.Replace("\"mac\":", $"\"address\":{address},\"mac\":", StringComparison.Ordinal), AgentJson.Default.EnsureVm)!;
        Assert.Equal(expected, wish.Spec.Nics[0].Address?.Address.ToString());
        Assert.Equal(address?.Contains("9.9.9.9", StringComparison.Ordinal) == true ? 2 : 0, wish.Spec.Nics[0].Address?.NameServers.Length ?? 0);
        var text = JsonSerializer.Serialize(wish, AgentJson.Default.EnsureVm);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, AgentJson.Default.EnsureVm)!, AgentJson.Default.EnsureVm));
    }

    [Theory]
    [InlineData("""{"generation":3}""")]
    [InlineData("""{"Generation":3,"spec":null,"power":null}""")]
    [InlineData("""{"generation":3,"spec":{"name":"Not A Name"},"power":{"target":"running"}}""")]
    [InlineData("""{"generation":3,"power":{"target":7}}""")]
    [InlineData("""{"generation":3,"spec":{"name":"web-1","vcpus":2,"memoryMiB":256,"boot":{"kernel":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","root":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","rootFormat":"ext4","hasGuestAgent":true},"rootDiskGiB":2,"nics":[{"network":"0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1","mac":"52:54:00:3f:0e:14","address":{"address":"10.0.0.256"}}]},"power":{"target":"running"}}""")]
    public void A_wish_with_missing_or_wrong_parts_is_refused(string json)
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, AgentJson.Default.EnsureVm));

    [Fact]
    public void A_password_is_never_printed()
    {
        var wish = JsonSerializer.Deserialize(Ensure, AgentJson.Default.EnsureVm)! with { Password = "hunter2-hunter2" };
        Assert.DoesNotContain("hunter2", $"{wish}", StringComparison.Ordinal);
    }
}
