using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NexusQuantum.Agent.Api;
using NexusQuantum.Agent.Api.Trust;

namespace NexusQuantum.Agent.Tests.Api;

public sealed class LineFormatterTests
{
    private const string Hostile = "web\n2026-01-01 crit: Forged[1] all is well\r\u001b]0;title\u0007\u001b[2J\u009b31m\u2028";

    [Fact]
    public void An_entry_is_one_line_without_control_characters_whatever_stands_in_it()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        new LineFormatter("HH:mm ").Write(
            new LogEntry<string>(LogLevel.Warning, "Cat", new EventId(7), Hostile, new InvalidOperationException(Hostile), static (state, _) => "Named " + state), null, writer);
        var text = writer.ToString();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text[..^1], letter => char.IsControl(letter) || letter is '\u2028');
        Assert.Contains("warn: Cat[7] Named web\\n2026-01-01 crit: Forged[1] all is well\\r\\u001b]0;title\\u0007", text, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException: web\\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_agent_writes_its_log_by_it()
    {
        var folder = Directory.CreateTempSubdirectory("nq-log-").FullName;
        using var identity = new IdentityStore(folder, TimeProvider.System);
        await using var app = AgentServer.Build(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), identity, TimeProvider.System);
        Assert.Equal(LineFormatter.FormatName, app.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName);
        Assert.Single(app.Services.GetServices<ConsoleFormatter>().OfType<LineFormatter>());
        Directory.Delete(folder, recursive: true);
    }
}
