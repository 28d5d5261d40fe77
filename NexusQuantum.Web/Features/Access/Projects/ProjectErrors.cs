using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Projects;

internal static class ProjectErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "project-not-found", "There is no such project.") { Fix = "GET /v1/projects lists those you may use." };

    public static Error Invalid(Dictionary<string, string[]> fields) => new(ErrorKind.Invalid, "project-invalid", "The project cannot be as asked.") { Fields = fields };

    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "project-name-taken", $"There is a project {name} already.") { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["Another project has this name."] } };

    public static Error IsDefault { get; } = new(ErrorKind.Conflict, "project-default", "The default project cannot be deleted.") { Fix = "Give it another name, or limit it with quotas." };

    public static Error InUse(string name, int vms, int images) => new(ErrorKind.Conflict, "project-in-use", $"The project {name} still holds {vms} machines and {images} images.") { Fix = "Delete them first; nothing is deleted along with a project." };

    public static Error NoAccount { get; } = new(ErrorKind.Invalid, "member-invalid", "There is no such account.") { Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["userName"] = ["No account has this name."] } };
}
