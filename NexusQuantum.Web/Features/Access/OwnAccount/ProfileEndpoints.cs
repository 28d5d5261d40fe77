using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.OwnAccount;

internal static class ProfileEndpoints
{
    public static void Map(RouteGroupBuilder account)
    {
        account.MapGet("/profile", ReadAsync).WithName("getProfile");
        account.MapPut("/profile", SaveAsync).WithName("setProfile");
    }

    private static async Task<Results<Ok<ProfileView>, ProblemResult>> ReadAsync(ClaimsPrincipal user, Profiles profiles, CancellationToken cancellationToken)
    {
        var profile = await profiles.ReadAsync(user.ToCaller(), cancellationToken);
        return profile.Ok ? TypedResults.Ok(profile.Value) : profile.Error.ToHttp();
    }

    private static async Task<Results<Ok<ProfileView>, ProblemResult>> SaveAsync(ProfileRequest wanted, ClaimsPrincipal user, Profiles profiles, CancellationToken cancellationToken)
    {
        var saved = await profiles.SaveAsync(user.ToCaller(), wanted, cancellationToken);
        return saved.Ok ? TypedResults.Ok(saved.Value) : saved.Error.ToHttp();
    }
}
