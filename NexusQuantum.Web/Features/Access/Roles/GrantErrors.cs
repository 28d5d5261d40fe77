using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Roles;

internal static class GrantErrors
{
    public static Error MoreThanYours(string role, Permission permission) => new(ErrorKind.Forbidden, "grant-beyond-own", $"The role {role} allows more than you may yourself: {permission.Facts().Text}.")
    {
        Fix = "Ask somebody who may do all that the role allows.",
    };

    public static Error NotForProjects(string role) => new(ErrorKind.Invalid, "grant-not-for-projects", $"Nothing that the role {role} allows can be given for one project.") { Fix = "Give it everywhere, or give another role." };

    public static Error Exists(string role) => new(ErrorKind.Conflict, "grant-exists", $"The account has the role {role} there already.");

    public static Error NotFound(Guid id) => new(ErrorKind.NotFound, "grant-not-found", $"There is no grant {id}.");

    public static Error OfProvider() => new(ErrorKind.Conflict, "grant-of-provider", "A sign-in provider gave this role and would give it again at the next sign-in.") { Fix = "Change the provider's mapping." };

    public static Error LastAdministrator() => new(ErrorKind.Conflict, "last-administrator", "Nobody who signs in here by password or passkey would be administrator any more.")
    {
        Fix = "Make another person administrator first. An account of a sign-in provider alone does not count: the provider may be down.",
    };
}
