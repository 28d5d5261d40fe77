using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>What a provider said about a person: from the ID token, which is signed, and from its user-info answer about the same subject.</summary>
internal sealed class ReceivedClaims(IEnumerable<Claim> claims)
{
    private const int Most = 200;
    private const int LongestShown = 300;

    /// <summary>Facts about the message, not about the person.</summary>
    private static readonly HashSet<string> Protocol = new(["aud", "exp", "iat", "nbf", "nonce", "at_hash", "c_hash", "s_hash", "jti", "sid", "azp"], StringComparer.Ordinal);

    private readonly ReceivedClaim[] _all = [.. claims.SelectMany(Spread).Where(claim => !Protocol.Contains(claim.Name)).Distinct().Take(Most)];

    /// <summary>By which the provider knows the person, for ever.</summary>
    public string? Subject => First("sub");

    /// <summary>What a person is called.</summary>
    public string? DisplayName => First("name");

    /// <summary>What the user name of a new account is made of.</summary>
    public string NameHint => First("preferred_username") ?? First("email") ?? First("name") ?? "user";

    /// <summary>For an administrator to look at.</summary>
    public ImmutableArray<ReceivedClaim> Shown => [.. _all.Select(claim => claim with { Value = claim.Value.Length > LongestShown ? claim.Value[..LongestShown] + "…" : claim.Value })];

    /// <summary>Whether one of these claims is what the mapping asks for.</summary>
    public bool Fit(string name, string value) => Fit(_all, name, value);

    /// <summary>The same of claims that were kept.</summary>
    public static bool Fit(IEnumerable<ReceivedClaim> claims, string name, string value)
        => claims.Any(claim => string.Equals(claim.Name, name, StringComparison.Ordinal) && (value == ClaimMapping.AnyValue || string.Equals(claim.Value, value, StringComparison.Ordinal)));

    /// <summary>Adds what a user-info answer says; lists become one claim for each thing in them.</summary>
    public static void Add(ClaimsIdentity identity, JsonElement answer)
    {
        foreach (var claim in Spread("", answer).Where(claim => !Protocol.Contains(claim.Name) && claim.Name is not ("iss" or "sub")).Take(Most))
        {
            identity.AddClaim(new Claim(claim.Name, claim.Value));
        }
    }

    private string? First(string name) => _all.FirstOrDefault(claim => claim.Name == name && claim.Value.Length > 0)?.Value;

    private static IEnumerable<ReceivedClaim> Spread(Claim claim)
    {
        if (claim.Value is ['{', ..])
        {
            try
            {
                using var json = JsonDocument.Parse(claim.Value);
                return [.. Spread(claim.Type, json.RootElement)];
            }
            catch (JsonException)
            {
                // A text that only looks like an object.
            }
        }

        return [new ReceivedClaim(claim.Type, claim.Value)];
    }

    private static IEnumerable<ReceivedClaim> Spread(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Spread(name.Length == 0 ? member.Name : $"{name}.{member.Name}", member.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Spread(name, item)),
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        _ => [new ReceivedClaim(name, value.ToString())],
    };
}
