namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>One line on a terminal that says what goes on, and goes away; nothing where the output is no terminal.</summary>
public sealed class ProgressLine(TextWriter output, bool isRedirected) : IDisposable
{
    private int _length;

    /// <summary>Replaces what the line says.</summary>
    public void Say(string text)
    {
        if (!isRedirected)
        {
            output.Write($"\r{text}…".PadRight(_length + 1));
            _length = text.Length + 1;
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_length > 0)
        {
            output.Write("\r" + new string(' ', _length + 1) + "\r");
            _length = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
