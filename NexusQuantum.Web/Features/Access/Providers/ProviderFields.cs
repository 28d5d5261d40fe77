using System.Net;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Finds every mistake in what an administrator says about a provider.</summary>
internal static class ProviderFields
{
    private const int MostMappings = 100;

    /// <summary>Null when there is none; <paramref name="old"/> is what it was until now.</summary>
    public static Error? WhyNot(SignInProviderRequest request, SignInProvider? old)
    {
        var wrong = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Check("slug", old is null
            ? request.Slug is { Length: > 0 and <= SignInProvider.LongestSlug } slug && slug.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') && slug[0] != '-'
            : string.Equals(request.Slug, old.Slug, StringComparison.Ordinal),
            old is null ? $"A short name has 1 to {SignInProvider.LongestSlug} of a-z, 0-9 and '-'." : "The short name is part of the address that the provider knows; make a new provider for another.");
        Check("name", IsLine(request.Name.Trim(), SignInProvider.LongestName), $"A name has 1 to {SignInProvider.LongestName} characters.");
        Check("authority", IsAuthority(request.Authority), "The authority is an https address without query, such as https://login.example.org/realm; http only on this machine (localhost).");
        Check("clientId", IsLine(request.ClientId, SignInProvider.LongestClientId), $"A client id has 1 to {SignInProvider.LongestClientId} characters.");
        Check("clientSecret", request.ClientSecret is null ? old is not null : IsLine(request.ClientSecret, SignInProvider.LongestSecret), $"A client secret has 1 to {SignInProvider.LongestSecret} characters.");
        Check("scopes", request.Scopes is null or { Length: <= SignInProvider.LongestScopes } && (request.Scopes ?? "").All(letter => letter is ' ' or (> ' ' and < (char)127 and not '"' and not '\\')), "Scopes are words separated by blanks.");
        Check("mappings", (request.Mappings ?? []) is { Count: <= MostMappings } mappings && mappings.All(mapping => IsLine(mapping.Claim, ClaimMapping.LongestClaim) && IsLine(mapping.Value, ClaimMapping.LongestValue)), $"At most {MostMappings} mappings, each with a claim of 1 to {ClaimMapping.LongestClaim} and a value of 1 to {ClaimMapping.LongestValue} characters.");
        return wrong.Count == 0 ? null : ProviderErrors.Invalid(wrong);

        void Check(string field, bool good, string mistake)
        {
            if (!good)
            {
                wrong[field] = [mistake];
            }
        }
    }

    /// <summary>As it is kept: without a slash at the end.</summary>
    public static string Authority(string given) => given.Trim().TrimEnd('/');

    /// <summary>As they are kept: each once, without <c>openid</c>, which is always asked for.</summary>
    public static string Scopes(string? given)
        => string.Join(' ', (given ?? "profile email").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(scope => scope != "openid").Distinct(StringComparer.Ordinal));

    /// <summary>Plain HTTP would show codes and secrets to the way; a provider on the same machine has no way in between.</summary>
    public static bool IsSafe(Uri uri) => uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri));

    private static bool IsLoopback(Uri uri) => uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsAuthority(string given)
        => given.Length <= SignInProvider.LongestAuthority && Uri.TryCreate(Authority(given), UriKind.Absolute, out var uri) && IsSafe(uri)
            && uri is { Query.Length: 0, Fragment.Length: 0, UserInfo.Length: 0 } && !given.Any(char.IsControl);

    private static bool IsLine(string text, int longest) => text.Length > 0 && text.Length <= longest && !text.Any(char.IsControl);
}
