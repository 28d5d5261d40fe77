using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Access.Tokens;

/// <summary>What a token may do to tokens: one that is limited would otherwise make itself a longer arm, or a longer life.</summary>
internal static class TokenLimits
{
    public const int LongestName = 100;
    private const int MostProjects = 100;

    /// <summary>Why the credential of this caller makes and revokes no tokens; null when it may.</summary>
    public static async Task<Error?> WhyNotAsync(NexusDb db, Caller caller, CancellationToken cancellationToken)
        => caller.Origin is not { Kind: "token", CredentialId: { } id }
            || await db.Set<ApiToken>().AnyAsync(token => token.Id == id && token.Scope == TokenScope.Administer && token.Projects == null, cancellationToken)
            ? null
            : AccessErrors.TokenLimited();

    /// <summary>The mistakes in what was asked for, by field; empty when there is none.</summary>
    public static async Task<Dictionary<string, string[]>> MistakesAsync(NexusDb db, Caller caller, NewTokenRequest request, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.Name.Trim() is var name && (name.Length is 0 or > LongestName || name.Any(char.IsControl)))
        {
            fields["name"] = [$"A name has 1 to {LongestName} characters."];
        }

        if (request.ExpiresInDays is < 1 or > 365)
        {
            fields["expiresInDays"] = ["A token lives 1 to 365 days."];
        }

        if (request.Projects is { } projects && await ProjectMistakeAsync(db, caller, [.. projects.Distinct().Select(ProjectId.From)], cancellationToken) is { } mistake)
        {
            fields["projects"] = [mistake];
        }

        return fields;
    }

    /// <summary>A project that the caller may not see is answered as one that does not exist.</summary>
    private static async Task<string?> ProjectMistakeAsync(NexusDb db, Caller caller, ProjectId[] projects, CancellationToken cancellationToken)
        => projects.Length is 0 or > MostProjects ? $"Name 1 to {MostProjects} projects, or leave them out for all."
            : projects.Any(project => caller.Rights.In(project).IsEmpty) || await db.Set<ProjectRow>().CountAsync(row => projects.Contains(row.Id), cancellationToken) != projects.Length
                ? "There is no such project, or you have no role in it."
                : null;
}
