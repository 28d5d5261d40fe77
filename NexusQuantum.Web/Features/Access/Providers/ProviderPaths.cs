namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Addresses of the ways through a provider.</summary>
internal static class ProviderPaths
{
    public const string StartRoute = "/sign-in/with/{slug}";
    public const string CallbackRoute = "/signin-oidc/{slug}";
    public const string TestRoute = "/access/providers/{id:guid}/test";

    public static string Start(string slug) => $"/sign-in/with/{slug}";

    public static string Callback(string slug) => $"/signin-oidc/{slug}";

    public static string Test(Guid id) => $"/access/providers/{id:D}/test";

    /// <summary>The page, with the result of a test in sight.</summary>
    public static string Tested(Guid id) => $"/access/providers?tested={id:D}";
}
