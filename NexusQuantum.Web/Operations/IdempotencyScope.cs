namespace NexusQuantum.Web.Operations;

/// <summary>The <c>Idempotency-Key</c> of the request being served, with the keyed hash of that request.</summary>
/// <param name="Key">As sent.</param>
/// <param name="RequestHash">Over method, path and body; keyed, since bodies may hold passwords.</param>
internal sealed record IdempotencyScope(string Key, byte[] RequestHash)
{
    private static readonly AsyncLocal<IdempotencyScope?> Ambient = new();

    /// <summary>Set by the REST door for the length of one request.</summary>
    public static IdempotencyScope? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
