namespace NexusQuantum.Domain.Errors;

/// <summary>Success that carries nothing: <c>Result&lt;Done&gt;</c>.</summary>
public readonly record struct Done
{
    /// <summary>The only value.</summary>
    public static readonly Done Value;
}
