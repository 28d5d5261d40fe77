using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

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
    public async Task The_portal_writes_its_log_by_it()
    {
        var services = (await PortalFixture.GetAsync(TestContext.Current.CancellationToken)).Services;
        Assert.Equal(LineFormatter.FormatName, services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue.FormatterName);
        Assert.Single(services.GetServices<ConsoleFormatter>().OfType<LineFormatter>());
        Assert.IsType<ConsoleLoggerProvider>(Assert.Single(services.GetServices<ILoggerProvider>(), provider => provider is ConsoleLoggerProvider));
    }
}
