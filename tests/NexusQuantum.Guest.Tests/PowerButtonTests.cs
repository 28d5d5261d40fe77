using System.Buffers.Binary;
using NexusQuantum.Agent.Guest;
using NexusQuantum.Agent.Guest.Power;

namespace NexusQuantum.Guest.Tests;

public sealed class PowerButtonTests
{
    [Theory]
    [InlineData(1, 116, 1, true)]
    [InlineData(1, 116, 0, false)] // released
    [InlineData(1, 30, 1, false)] // another key
    [InlineData(0, 0, 0, false)] // the end of a report
    public void Only_the_power_key_going_down_is_a_press(ushort type, ushort code, int value, bool press)
    {
        var record = new byte[24];
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(16), type);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(18), code);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(20), value);
        Assert.Equal(press, PowerButton.IsPress(record));
    }

    [Theory]
    [InlineData("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [InlineData("PRETTY_NAME=", null)]
    [InlineData("", null)]
    public void The_distribution_is_its_pretty_name(string text, string? name) => Assert.Equal(name, Distribution.Parse(text));
}
