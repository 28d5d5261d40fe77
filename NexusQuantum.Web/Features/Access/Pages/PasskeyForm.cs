using NexusQuantum.Web.Features.Access.Passkeys;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>What the browser's passkey answered, posted by a sign-in page.</summary>
public sealed class PasskeyForm
{
    public string? Credential { get; set; }

    public string? State { get; set; }

    /// <summary>The name of a new passkey.</summary>
    public string? PasskeyName { get; set; }

    internal PasskeyAnswer Answer => new(Credential ?? "", State ?? "");
}
