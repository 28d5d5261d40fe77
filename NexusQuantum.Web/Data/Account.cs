using Microsoft.AspNetCore.Identity;

namespace NexusQuantum.Web.Data;

/// <summary>A person who may sign in.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The last one of these cannot be removed, only recovered on the host.</summary>
    public bool IsAdministrator { get; set; }
}
