using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>An account in plain words.</summary>
internal static class PersonWords
{
    public static string Roles(UserView user) => user.Roles.Count == 0 ? "nothing" : string.Join(", ", user.Roles.Select(Grant));

    public static string Grant(GrantView grant) => grant.ProjectId is null ? grant.Role : $"{grant.Role} in {grant.Project}";

    public static string State(UserView user, DateTimeOffset now)
        => user.DisabledAt is not null ? "disabled"
            : user.LinkExpiresAt is { } ends ? ends > now ? $"invited, link ends in {Units.Up(ends - now)}" : "invited, the link is over"
            : user.IsService ? "service account"
            : "active";
}
