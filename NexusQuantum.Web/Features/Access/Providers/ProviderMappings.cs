using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>The mappings of a provider, within one change of it.</summary>
internal sealed class ProviderMappings(NexusDb db, Caller caller)
{
    public async Task<List<ClaimMappingView>> ReadAsync(Guid provider, CancellationToken cancellationToken)
        => await db.Set<ClaimMapping>().AsNoTracking().Where(row => row.ProviderId == provider).OrderBy(row => row.Id).Select(row => new ClaimMappingView(row.Claim, row.Value, row.RoleId, row.ProjectId)).ToListAsync(cancellationToken);

    /// <summary>Why the caller may not have these in a provider that they change.</summary>
    public async Task<Error?> WhyNotAsync(IReadOnlyCollection<ClaimMappingView> mappings, CancellationToken cancellationToken)
    {
        var roles = await db.Set<RoleRow>().AsNoTracking().ToDictionaryAsync(role => role.Id, cancellationToken);
        var projects = await db.Set<ProjectRow>().AsNoTracking().Select(project => project.Id).ToListAsync(cancellationToken);
        foreach (var mapping in mappings)
        {
            if (!roles.TryGetValue(mapping.RoleId, out var role) || (mapping.ProjectId is { } project && !projects.Contains(project)))
            {
                return ProviderErrors.Invalid(new(StringComparer.Ordinal) { ["mappings"] = [$"The role or project that {mapping.Claim} {mapping.Value} gives does not exist."] });
            }

            if (Grants.WhyNot(caller, role, mapping.ProjectId) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    public async Task<List<ClaimMapping>> ReplaceAsync(Guid provider, IReadOnlyList<ClaimMappingView> mappings, CancellationToken cancellationToken)
    {
        await db.Set<ClaimMapping>().Where(row => row.ProviderId == provider).ExecuteDeleteAsync(cancellationToken);
        List<ClaimMapping> rows = [.. mappings.Distinct().Select(mapping => new ClaimMapping { Id = Guid.CreateVersion7(), ProviderId = provider, Claim = mapping.Claim, Value = mapping.Value, RoleId = mapping.RoleId, ProjectId = mapping.ProjectId })];
        db.AddRange(rows);
        return rows;
    }

    /// <summary>In words, for the audit.</summary>
    public async Task<string> SayAsync(IReadOnlyCollection<ClaimMappingView> mappings, CancellationToken cancellationToken)
    {
        var roles = await db.Set<RoleRow>().AsNoTracking().ToDictionaryAsync(role => role.Id, role => role.Name, cancellationToken);
        var projects = await db.Set<ProjectRow>().AsNoTracking().ToDictionaryAsync(project => project.Id, project => project.Name, cancellationToken);
        return string.Join("; ", mappings.Select(mapping => $"{mapping.Claim}={mapping.Value}: {roles.GetValueOrDefault(mapping.RoleId)} {(mapping.ProjectId is { } project ? "in " + projects.GetValueOrDefault(project) : "everywhere")}"));
    }
}
