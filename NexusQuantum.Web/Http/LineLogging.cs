using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace NexusQuantum.Web.Http;

/// <summary>How every log of the portal is written, its commands' too.</summary>
internal static class LineLogging
{
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging)
    {
        logging.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ConsoleFormatter, LineFormatter>(_ => new LineFormatter("yyyy-MM-dd HH:mm:ss.fff'Z' ")));
        return logging.AddConsole(console => console.FormatterName = LineFormatter.FormatName);
    }
}
