namespace NexusQuantum.Web.Http;

/// <summary>On routes whose answer is a secret that must not be kept, not even sealed (new tokens).</summary>
internal sealed class NoIdempotencyMetadata
{
    public static readonly NoIdempotencyMetadata Value = new();
}
