using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NexusQuantum.Agent.Tests.Fakes;

/// <summary>Keeps what is logged.</summary>
internal sealed class Lines<T> : ILogger<T>
{
    public ConcurrentQueue<string> Said { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Enqueue(formatter(state, exception));
}
