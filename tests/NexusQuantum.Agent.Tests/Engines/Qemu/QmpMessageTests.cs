using System.Text;
using NexusQuantum.Agent.Engines;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Engines.Qemu.Qmp;

namespace NexusQuantum.Agent.Tests.Engines.Qemu;

public sealed class QmpMessageTests
{
    [Fact]
    public void A_greeting_tells_the_version()
        => Assert.Equal("7.2.22", Assert.IsType<QmpMessage.Greeting>(Parse("""{"QMP":{"version":{"qemu":{"micro":22,"minor":2,"major":7},"package":"x"},"capabilities":["oob"]}}""")).Version);

    [Theory]
    [InlineData("""{"QMP":{}}""")]
    [InlineData("""{"QMP":7}""")]
    [InlineData("""{"QMP":{"version":[]}}""")]
    public void A_greeting_without_a_version_is_one_all_the_same(string line)
        => Assert.Equal("unknown", Assert.IsType<QmpMessage.Greeting>(Parse(line)).Version);

    [Fact]
    public void An_answer_carries_id_and_value()
    {
        var answer = Assert.IsType<QmpMessage.Answer>(Parse("""{"return":{"status":"running"},"id":7}"""));
        Assert.Equal(7, answer.Id);
        Assert.Equal("running", answer.Value.Word("status"));
    }

    [Fact]
    public void A_refusal_carries_its_words()
        => Assert.Equal("no", Assert.IsType<QmpMessage.Refusal>(Parse("""{"id":1,"error":{"class":"GenericError","desc":"no"}}""")).Description);

    [Fact]
    public void An_event_carries_name_and_data()
    {
        var happened = Assert.IsType<QmpMessage.Event>(Parse("""{"timestamp":{"seconds":1,"microseconds":2},"event":"SHUTDOWN","data":{"guest":true,"reason":"guest-shutdown"}}"""));
        Assert.Equal("guest-shutdown", happened.Word("reason"));
        Assert.Null(happened.Word("guest"));
        Assert.Null(happened.Word("missing"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"return\":{}}")]
    [InlineData("{\"return\":{},\"id\":\"7\"}")]
    [InlineData("{\"return\":{},\"id\":1e40}")]
    [InlineData("{\"event\":7}")]
    [InlineData("\u0000\u0001")]
    public void What_is_no_message_is_dropped(string line) => Assert.Null(Parse(line));

    [Fact]
    public void Nesting_has_an_end() => Assert.Null(Parse("{\"id\":1,\"return\":" + new string('[', 40) + new string(']', 40) + "}"));

    [Theory]
    [InlineData("running", EngineStatus.Running)]
    [InlineData("paused", EngineStatus.Paused)]
    [InlineData("prelaunch", EngineStatus.Paused)]
    [InlineData("io-error", EngineStatus.Paused)]
    [InlineData("internal-error", EngineStatus.Broken)]
    [InlineData("guest-panicked", EngineStatus.Broken)]
    [InlineData("shutdown", EngineStatus.Broken)]
    [InlineData(null, EngineStatus.Broken)]
    internal void Each_status_of_qemu_is_one_of_ours(string? word, EngineStatus status) => Assert.Equal(status, QemuStatus.Read(word));

    [Theory]
    [InlineData("", false, EngineExitReason.Crashed)]
    [InlineData("", true, EngineExitReason.Asked)]
    [InlineData("{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":true,\"reason\":\"guest-shutdown\"}}\n", false, EngineExitReason.GuestPoweredOff)]
    [InlineData("{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":true,\"reason\":\"guest-shutdown\"}}\n", true, EngineExitReason.GuestPoweredOff)]
    [InlineData("{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":false,\"reason\":\"host-qmp-quit\"}}\n", false, EngineExitReason.Asked)]
    [InlineData("{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":false,\"reason\":\"host-signal\"}}\n", false, EngineExitReason.Crashed)]
    [InlineData("half a line \"SHUTDOWN\"\n{\"event\":\"SHUTDOWN\"", false, EngineExitReason.Crashed)]
    internal void The_last_shutdown_event_tells_the_reason(string log, bool asked, EngineExitReason reason)
        => Assert.Equal(reason, QemuExit.Judge(QemuExit.LastShutdown(log), asked));

    private static QmpMessage? Parse(string line) => QmpMessage.Parse(Encoding.UTF8.GetBytes(line));
}
