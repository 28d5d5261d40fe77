namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>Where a person goes after signing in.</summary>
internal static class ReturnPath
{
    /// <summary>Paths of this portal only: a link to the sign-in page must not send people elsewhere afterwards.</summary>
    public static string Of(string? given)
        => given is { Length: > 0 and < 2000 } url && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl) ? url : "/";

    /// <summary>Carries it on to the next step.</summary>
    public static string Keep(string step, string? given)
        => Of(given) is var target && target == "/" ? step : $"{step}?returnUrl={Uri.EscapeDataString(target)}";
}
