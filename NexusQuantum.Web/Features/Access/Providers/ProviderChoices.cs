namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>Names by id, of what a mapping may give.</summary>
public sealed record ProviderChoices(IReadOnlyDictionary<Guid, string> Roles, IReadOnlyDictionary<Guid, string> Projects)
{
    /// <summary>"viewer in blue", "operator everywhere".</summary>
    public string Say(ClaimMappingView mapping)
        => $"{Roles.GetValueOrDefault(mapping.RoleId.Value, "a role that is gone")} {(mapping.ProjectId is { } project ? "in " + Projects.GetValueOrDefault(project.Value, "a project that is gone") : "everywhere")}";
}
