using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>What came of a person's way through a provider.</summary>
/// <param name="Person">What the provider said, all of it checked; null when it failed.</param>
/// <param name="Round">What the portal noted when the person set out; null when what came back is not of a way begun here.</param>
/// <param name="Failure">Why it failed, for administrators.</param>
internal sealed record ProviderAnswer(ClaimsPrincipal? Person, AuthenticationProperties? Round, string? Failure)
{
    private const string TestKey = "nexus.test";
    private const string TargetKey = "nexus.target"; // beside RedirectUri, which the handler empties before it hands the round over

    /// <summary>The administrator who tests the provider by this round; null for a sign-in.</summary>
    public Guid? Tester => TesterOf(Round);

    /// <summary>Where a sign-in goes on.</summary>
    public string? Target => Round?.Items.TryGetValue(TargetKey, out var path) == true ? path : null;

    /// <summary>A sign-in that goes on at this path.</summary>
    public static AuthenticationProperties SignIn(string path) => new() { RedirectUri = path, Items = { [TargetKey] = path } };

    /// <summary>A round that signs nobody in.</summary>
    public static AuthenticationProperties Test(Guid tester) => new() { RedirectUri = "/", Items = { [TestKey] = tester.ToString("D") } };

    private static Guid? TesterOf(AuthenticationProperties? round)
        => round?.Items.TryGetValue(TestKey, out var text) == true && Guid.TryParse(text, out var id) ? id : null;
}
