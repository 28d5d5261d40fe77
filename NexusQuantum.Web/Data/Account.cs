using Microsoft.AspNetCore.Identity;

namespace NexusQuantum.Web.Data;

/// <summary>Who may come in: a person, or a service that has tokens and no password. What it may do are its role grants.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>Longest name to show, in characters.</summary>
    public const int LongestDisplayName = 100;

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>A service account: tokens only, it never signs in.</summary>
    public bool IsService { get; set; }

    /// <summary>Of a service account: the person who answers for it.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>Set while it may not come in; its sessions ended and its tokens rest.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>How people are called in pages; the user name when null.</summary>
    public string? DisplayName { get; set; }

    /// <summary><c>dark</c> or <c>light</c>; what the browser prefers when null.</summary>
    public string? Theme { get; set; }

    /// <summary>IANA name of the zone in which times are shown; the browser's when null.</summary>
    public string? TimeZone { get; set; }
}
