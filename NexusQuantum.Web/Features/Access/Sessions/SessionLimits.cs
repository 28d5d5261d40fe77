namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>How long a session lives.</summary>
internal static class SessionLimits
{
    /// <summary>Without a key, click or page in this time it ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>It ends then, however it is used.</summary>
    public static readonly TimeSpan Absolute = TimeSpan.FromDays(7);

    /// <summary>A change to how one signs in asks for a proof no older than this.</summary>
    public static readonly TimeSpan FreshProof = TimeSpan.FromMinutes(10);
}
