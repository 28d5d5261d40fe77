namespace NexusQuantum.Web.Http;

/// <summary>
/// Every limit there is, but for sign-in, set-up and joining, which count tries and are kept where those are. Each is for one
/// account (or, where nobody is signed in, one source) on one replica, and far above what a script that builds a site needs: they
/// stop a loop that went wrong or a stolen token, not work. What pages follow live is never limited.
/// </summary>
internal static class RateLimits
{
    /// <summary>Creating, planning and adopting machines: each plan looks at every host.</summary>
    public static readonly RateLimit Create = new("machines to create", 300, 300);

    /// <summary>Uploads: each is staged on the portal's disk first.</summary>
    public static readonly RateLimit Import = new("images to import", 60, 30);

    /// <summary>Commands run in machines.</summary>
    public static readonly RateLimit Exec = new("commands to run", 600, 600);

    /// <summary>Consoles and shells opened; going on with one that is open is free.</summary>
    public static readonly RateLimit Console = new("consoles and shells to open", 120, 120);

    public static readonly RateLimit JoinToken = new("join tokens to make", 120, 60);

    /// <summary>Each keeps a host busy for seconds.</summary>
    public static readonly RateLimit Preflight = new("preflights to run", 60, 30);

    /// <summary>Whole logs and lists taken out.</summary>
    public static readonly RateLimit Export = new("exports", 120, 120);

    /// <summary>Ways to a sign-in provider and back, by source: anybody may go them, and the portal asks the provider for each.</summary>
    public static readonly RateLimit Provider = new("sign-ins at a provider", 300, 120);

    /// <summary><c>/readyz</c>, by source: anybody may ask, and each answer asks the database.</summary>
    public static readonly RateLimit Ready = new("looks at /readyz", 120, 300);
}
