using System.Collections.Immutable;
using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Body of <c>POST</c> and <c>PUT /v1/sign-in-providers</c>.</summary>
/// <param name="Slug">Part of the address the provider sends people back to; cannot be changed later.</param>
/// <param name="Name">What the button on the sign-in page says.</param>
/// <param name="Authority">The provider's issuer: an https address, or http on this machine.</param>
/// <param name="ClientId">By which the provider knows this portal.</param>
/// <param name="ClientSecret">Never given back; with <c>PUT</c> null keeps the one there is.</param>
/// <param name="Scopes">Asked for besides <c>openid</c>, separated by blanks; null for <c>profile email</c>.</param>
/// <param name="NewAccounts">Whether somebody who comes for the first time gets an account.</param>
/// <param name="Enabled">Possible once a test of exactly this configuration went well.</param>
/// <param name="Mappings">Which claims give which roles.</param>
public sealed record SignInProviderRequest(string Slug, string Name, string Authority, string ClientId, string? ClientSecret = null, string? Scopes = null, bool NewAccounts = true, bool Enabled = false, IReadOnlyList<ClaimMappingView>? Mappings = null)
{
    /// <summary>Never prints the secret.</summary>
    public override string ToString() => $"SignInProviderRequest {{ Slug = {Slug}, Authority = {Authority} }}";
}

/// <summary>A claim that gives a role.</summary>
/// <param name="Claim">Its name; inside objects with dots, as in <c>realm_access.roles</c>.</param>
/// <param name="Value">What it says, or one thing of those it lists; <c>*</c> for whatever it says.</param>
/// <param name="RoleId">The role it gives.</param>
/// <param name="ProjectId">In which project; null for everywhere.</param>
public sealed record ClaimMappingView(string Claim, string Value, RoleId RoleId, ProjectId? ProjectId = null);

/// <summary>A provider as shown to administrators, without its secret.</summary>
/// <param name="Id">The provider.</param>
/// <param name="Slug">Part of its addresses here.</param>
/// <param name="Name">What the button says.</param>
/// <param name="Authority">Its issuer.</param>
/// <param name="ClientId">By which it knows this portal.</param>
/// <param name="Scopes">Asked for besides <c>openid</c>.</param>
/// <param name="NewAccounts">Whether it makes accounts.</param>
/// <param name="Enabled">Whether people may come in by it.</param>
/// <param name="TestedAt">When exactly this configuration was tested well; null when it was not.</param>
/// <param name="CallbackPath">Where the provider sends people back to, on this portal.</param>
/// <param name="Mappings">Which claims give which roles.</param>
/// <param name="LastTest">How the last test went.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SignInProviderView(Guid Id, string Slug, string Name, string Authority, string ClientId, string Scopes, bool NewAccounts, bool Enabled, DateTimeOffset? TestedAt, string CallbackPath, ImmutableArray<ClaimMappingView> Mappings, ProviderTest? LastTest, DateTimeOffset CreatedAt)
{
    internal static SignInProviderView Of(SignInProvider row, IEnumerable<ClaimMapping> mappings) => new(
        row.Id, row.Slug, row.Name, row.Authority, row.ClientId, row.Scopes, row.NewAccounts, row.Enabled, row.IsTested ? row.TestedAt : null, ProviderPaths.Callback(row.Slug),
        [.. mappings.Select(mapping => new ClaimMappingView(mapping.Claim, mapping.Value, mapping.RoleId, mapping.ProjectId))], row.LastTest, row.CreatedAt);
}

/// <summary>All providers.</summary>
internal sealed record SignInProviderPage(ImmutableArray<SignInProviderView> Items, string? Next);

/// <summary>What a provider's discovery document says, when nothing is wrong with it.</summary>
/// <param name="Issuer">Who it says it is.</param>
/// <param name="SignInPage">Where people are sent.</param>
/// <param name="Scopes">What it offers, when it says so.</param>
/// <param name="Claims">What it can say about people, when it says so.</param>
public sealed record ProviderCheckView(string Issuer, string SignInPage, ImmutableArray<string> Scopes, ImmutableArray<string> Claims);
