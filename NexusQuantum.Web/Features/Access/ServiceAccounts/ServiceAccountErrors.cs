using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.ServiceAccounts;

internal static class ServiceAccountErrors
{
    public static Error NotFound(Guid id) => new(ErrorKind.NotFound, "service-account-not-found", $"There is no service account {id}.");

    public static Error NeedsProject() => new(ErrorKind.Invalid, "service-account-invalid", "You administer projects, so a service account of yours has its roles in those.")
    {
        Fix = "Name at least one role, each with a project that you administer.",
    };
}
