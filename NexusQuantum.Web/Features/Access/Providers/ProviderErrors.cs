using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Providers;

internal static class ProviderErrors
{
    public static Error NotFound(string which) => new(ErrorKind.NotFound, "provider-not-found", $"There is no sign-in provider {which}.") { Fix = "GET /v1/sign-in-providers lists them." };

    public static Error Invalid(Dictionary<string, string[]> fields) => new(ErrorKind.Invalid, "provider-invalid", "The sign-in provider cannot be kept as asked.") { Fields = fields };

    public static Error SlugTaken(string slug) => new(ErrorKind.Conflict, "provider-slug-taken", $"Another sign-in provider has the short name {slug}.") { Fix = "Choose another short name." };

    public static Error NotTested(string name) => new(ErrorKind.Conflict, "provider-not-tested", $"{name} was not tested as it is configured now.") { Fix = "Run its test on the page Access, Single sign-on; then switch it on." };

    public static Error Unreachable(string address, string why) => new(ErrorKind.Unavailable, "provider-unreachable", $"The provider's description could not be read from {address}: {why}") { Fix = "Check the address, and that the portal's host can reach it." };

    public static Error WrongIssuer(string authority, string? issuer) => new(ErrorKind.Unsupported, "provider-wrong-issuer", $"The provider at {authority} says that it is {(string.IsNullOrEmpty(issuer) ? "nobody" : issuer)}.") { Fix = "Set the authority to exactly what the provider calls its issuer." };

    public static Error NoCodeFlow(string what) => new(ErrorKind.Unsupported, "provider-no-code-flow", $"The provider does not offer what sign-in needs: {what}") { Fix = "Allow the authorization code flow at the provider." };

    public static Error Refused(string name) => new(ErrorKind.Unauthenticated, "provider-sign-in-refused", $"The sign-in by {name} did not come through.") { Fix = "Begin again on the sign-in page. If it stays so, an administrator finds the reason in the audit." };

    public static Error NoAccount(string name) => new(ErrorKind.Forbidden, "provider-no-account", $"{name} knows you, but you have no account here.") { Fix = "Ask an administrator for one." };

    public static Error NoRole(string name) => new(ErrorKind.Forbidden, "provider-no-role", $"{name} knows you, but nothing it says about you gives you a role here.") { Fix = "Ask an administrator to map one of your groups to a role." };

    public static Error MayNotEnter(string name) => new(ErrorKind.Forbidden, "provider-account-disabled", $"{name} knows you, but your account here is disabled.") { Fix = "Ask an administrator." };
}
