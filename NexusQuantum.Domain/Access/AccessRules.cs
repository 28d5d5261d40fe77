using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Domain.Access;

/// <summary>The questions a use case asks before it does anything. What may not be seen does not exist for the asker.</summary>
public static class AccessRules
{
    /// <summary>
    /// Null when the caller may do this to a thing of that project. <paramref name="notFound"/> when it may not even see such things there:
    /// the answer for a thing that does not exist. Else a refusal that names the permission.
    /// </summary>
    public static Error? WhyNot(this Caller caller, Permission permission, ProjectId project, Permission toSee, Error notFound)
        => !caller.Rights.May(toSee, project) ? notFound
            : caller.Rights.May(permission, project) ? null
            : Missing(permission);

    /// <summary>Null when the caller may do this for the whole installation.</summary>
    public static Error? WhyNot(this Caller caller, Permission permission) => caller.Rights.May(permission) ? null : Missing(permission);

    /// <summary>Null when there is a place where the caller may do this.</summary>
    public static Error? WhyNotSomewhere(this Caller caller, Permission permission) => caller.Rights.MaySomewhere(permission) ? null : Missing(permission);

    /// <summary>The refusal for a permission that is not held.</summary>
    public static Error Missing(Permission permission)
    {
        var facts = permission.Facts();
        var roles = string.Join(" or ", Role.With(permission).Select(role => role.Name).Where(name => name != Role.Administrator.Name).Append(Role.Administrator.Name));
        return new Error(ErrorKind.Forbidden, "permission-missing", $"You may not {facts.Text}.") { Fix = $"It needs the permission {facts.Name}; an administrator can give you the role {roles}." };
    }

    /// <summary>
    /// The project a new thing goes to: the one asked for; else the default one, or the only one in which the caller may do this.
    /// </summary>
    public static Result<ProjectId> ProjectFor(this Caller caller, ProjectId? asked, Permission permission)
    {
        if (asked is { } wanted)
        {
            return caller.Rights.May(permission, wanted) ? wanted : caller.Rights.In(wanted).IsEmpty ? UnknownProject : Missing(permission);
        }

        return caller.Rights.ProjectsWith(permission) switch
        {
            null => ProjectId.Default,
            [] => Missing(permission),
            [var only] => only,
            var several => several.Contains(ProjectId.Default) ? ProjectId.Default : new Error(ErrorKind.Invalid, "project-required", "You may do this in several projects.") { Fix = "Say which with projectId; GET /v1/projects lists them." },
        };
    }

    private static Error UnknownProject { get; } = new(ErrorKind.Invalid, "project-not-found", "There is no such project.") { Fix = "GET /v1/projects lists those you may use." };
}
