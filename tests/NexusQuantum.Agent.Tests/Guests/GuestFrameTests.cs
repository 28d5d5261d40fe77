using System.Buffers;
using System.Text;
using NexusQuantum.Agent.Guests;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Tests.Guests;

/// <summary>Addresses as a hostile guest tells them.</summary>
public sealed class GuestFrameTests
{
    [Fact]
    public void Addresses_are_kept_as_they_are()
        => Assert.Equal(["192.0.2.5", "10.0.0.1"], Read("\"192.0.2.5\",\"10.0.0.1\"")?.Addresses ?? []);

    [Theory]
    [InlineData("\"999.1.1.1\"")]
    [InlineData("\"::1\"")]
    [InlineData("\"::ffff:10.0.0.1\"")]
    [InlineData("\"127.0.0.1\"")]
    [InlineData("\"0.0.0.0\"")]
    [InlineData("\"255.255.255.255\"")]
    [InlineData("\"224.0.0.1\"")]
    [InlineData("\"10.1\"")]
    [InlineData("\"010.0.0.1\"")]
    [InlineData("\"10.0.0.1/24\"")]
    [InlineData("\" 10.0.0.1\"")]
    [InlineData("\"10.0.0.1\\n\"")]
    [InlineData("\"<b>10.0.0.1</b>\"")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public void What_is_no_address_of_a_machine_is_left_out(string told)
        => Assert.Equal(["192.0.2.5"], Read($"{told},\"192.0.2.5\",{told}")?.Addresses ?? []);

    [Fact]
    public void A_hundred_addresses_are_cut_to_eight()
    {
        var told = Read(string.Join(',', Enumerable.Range(1, 100).Select(static i => $"\"192.0.2.{i}\"")))?.Addresses ?? [];
        Assert.Equal(Enumerable.Range(1, 8).Select(static i => $"192.0.2.{i}"), told);
    }

    [Fact]
    public void A_text_as_long_as_a_line_may_be_is_left_out()
    {
        var sample = Read($"\"{new string('1', GuestRoutes.MaxLine - 1000)}\"");
        Assert.NotNull(sample);
        Assert.Empty(sample.Addresses);
    }

    [Fact]
    public void A_guest_agent_that_tells_none_has_none()
    {
        Assert.Empty(Read("")?.Addresses ?? ["?"]);
        Assert.Empty(ReadLine(Line("").Replace("\"addresses\":[],", "", StringComparison.Ordinal))?.Addresses ?? ["?"]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"192.0.2.5\"")]
    [InlineData("[[\"192.0.2.5\"]]")]
    [InlineData("[7]")]
    public void A_list_that_is_none_is_no_frame_or_no_address(string told)
        => Assert.Empty(ReadLine(Line("").Replace("[]", told, StringComparison.Ordinal))?.Addresses ?? []);

    private static GuestSample? Read(string addresses) => ReadLine(Line(addresses));

    private static GuestSample? ReadLine(string line) => GuestFrameReader.Read(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(line)))?.Sample;

    private static string Line(string addresses)
        => """{"sample":{"uptimeSeconds":1,"cpu":{"user":1,"nice":1,"system":1,"idle":1,"ioWait":1,"irq":1,"softIrq":1,"steal":1},"addresses":[],"cpuCount":1,"memory":{"total":1,"free":1,"available":1,"cached":1,"swapTotal":0,"swapFree":0}}}"""
            .Replace("[]", $"[{addresses}]", StringComparison.Ordinal);
}
