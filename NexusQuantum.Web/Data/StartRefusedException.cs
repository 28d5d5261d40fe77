namespace NexusQuantum.Web.Data;

/// <summary>The portal will not start like this; told on standard error as it is, with what to do.</summary>
internal sealed class StartRefusedException(string message, string fix) : Exception(message)
{
    public string Fix { get; } = fix;
}
