namespace NexusQuantum.Agent.Preflight;

/// <summary>One line on a terminal that says what goes on, and goes away; nothing where the output is no terminal.</summary>
internal sealed class ProgressLine(TextWriter output, bool isRedirected) : IDisposable
{
    private int _length;

    public void Say(string text)
    {
        if (!isRedirected)
        {
            output.Write($"\r{text}…".PadRight(_length + 1));
            _length = text.Length + 1;
        }
    }

    public void Clear()
    {
        if (_length > 0)
        {
            output.Write("\r" + new string(' ', _length + 1) + "\r");
            _length = 0;
        }
    }

    public void Dispose() => Clear();
}
