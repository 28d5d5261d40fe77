using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Roles;

internal static class RoleErrors
{
    public static Error Invalid(Dictionary<string, string[]> fields) => new(ErrorKind.Invalid, "role-invalid", "The role cannot be as asked.") { Fields = fields };

    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "role-name-taken", $"There is a role {name} already.") { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["Another role has this name."] } };

    public static Error BuiltIn(string name) => new(ErrorKind.Conflict, "role-built-in", $"The role {name} is built in and never changes.") { Fix = "Make a role of your own with the permissions you want." };

    public static Error InUse(string name) => new(ErrorKind.Conflict, "role-in-use", $"The role {name} is given to somebody.") { Fix = "Take it away from everybody first." };
}
