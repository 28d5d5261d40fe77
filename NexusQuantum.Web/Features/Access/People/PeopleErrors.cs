using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.People;

internal static class PeopleErrors
{
    public static Error NotFound(Guid id) => new(ErrorKind.NotFound, "account-not-found", $"There is no account {id}.");

    public static Error Yourself() => new(ErrorKind.Conflict, "account-yourself", "You cannot do this to your own account.") { Fix = "Ask another administrator, or change how you sign in on your own page." };

    public static Error BeyondOwn(string name) => new(ErrorKind.Forbidden, "account-beyond-own", $"{name} may do more than you may yourself.") { Fix = "Ask somebody who may do all that this account may." };

    public static Error IsService(string name) => new(ErrorKind.Conflict, "account-is-service", $"{name} is a service account; it comes in by tokens and has no password.");

    public static Error Disabled(string name) => new(ErrorKind.Conflict, "account-disabled", $"{name} is disabled.") { Fix = "Enable the account first." };

    public static Error NoLink(string name) => new(ErrorKind.NotFound, "link-not-found", $"{name} has no open link.");

    /// <summary>One answer for wrong, used, replaced and expired ones: it tells nobody which it was.</summary>
    public static Error BadLink() => new(ErrorKind.Forbidden, "link-invalid", "This link is not good, or not any more.") { Fix = "Ask an administrator for a new one." };

    public static Error HeirRequired(string name, OwnsView owns) => new(ErrorKind.Conflict, "heir-required", $"{name} owns {owns.Words}.") { Fix = "Say with heir who gets them." };

    public static Error BadHeir() => new(ErrorKind.Invalid, "heir-invalid", "The heir is not a person who may come in.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["heir"] = ["Choose another person whose account is not disabled."] },
    };

    public static Error BadDisplayName() => new(ErrorKind.Invalid, "account-invalid", "The display name cannot be used.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["displayName"] = [$"A display name has at most {Data.Account.LongestDisplayName} characters, none of them invisible."] },
    };

    public static Error NoProject() => new(ErrorKind.Invalid, "project-not-found", "There is no such project.") { Fix = "GET /v1/projects lists those you may use." };
}
