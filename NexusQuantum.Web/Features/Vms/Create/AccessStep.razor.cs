using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>Who may sign in to the guest.</summary>
public sealed partial class AccessStep
{
    [Parameter]
    public IReadOnlyDictionary<string, string[]>? Errors { get; set; }

    /// <summary>Whether somebody in the guest can make the account.</summary>
    [Parameter]
    public bool HasGuestAgent { get; set; }

    [Inject]
    private CreateDraft Draft { get; set; } = null!; // injected before any use

    /// <summary>"user ci, 2 keys, no password".</summary>
    internal static string Answer(CreateDraft draft) => string.Join(", ",
        draft.UserName.Trim() is { Length: > 0 } user ? "user " + user : "root",
        draft.Keys.Length == 0 ? "no keys" : Units.Count(draft.Keys.Length, "key", "keys"),
        draft.Password.Length == 0 ? "no password" : "a password");
}
