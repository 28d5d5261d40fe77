namespace NexusQuantum.Web.Http;

/// <summary>
/// The <c>__Host-</c> prefix makes browsers refuse a cookie that another host name or plain HTTP tried to set; they take it on TLS
/// and on localhost. With NEXUS_PLAIN_HTTP they would drop it silently, so names are plain there.
/// </summary>
internal static class CookieNames
{
    public static string Session(WebOptions options) => options.PlainHttp ? "nexus" : "__Host-nexus";

    public static string Step(WebOptions options) => options.PlainHttp ? "nexus-step" : "__Host-nexus-step";

    /// <summary>Begins the names of the two cookies that bind an answer of a sign-in provider to the browser that asked.</summary>
    public static string Provider(WebOptions options) => options.PlainHttp ? "nexus-provider" : "__Host-nexus-provider";

    public static string Antiforgery(WebOptions options) => options.PlainHttp ? "nexus-form" : "__Host-nexus-form";
}
