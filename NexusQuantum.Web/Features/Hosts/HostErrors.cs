using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Hosts;

internal static class HostErrors
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "host-not-found", "There is no such host.");

    public static Error BadQuestion(IReadOnlyDictionary<string, string[]> fields)
        => new(ErrorKind.Invalid, "capacity-question-bad", string.Join(' ', fields.Values.SelectMany(mistakes => mistakes))) { Fix = "Correct each field that is named; its sentence says what is possible.", Fields = fields };

    public static Error HasVms(string name, int count) => new(ErrorKind.Conflict, "host-has-vms", $"{name} still has {count} machine{(count == 1 ? "" : "s")}.")
    {
        Fix = "Delete its machines first.",
    };

    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "host-name-taken", $"A host named {name} exists already.") { Fix = "Choose another name." };

    public static Error BadName { get; } = new(ErrorKind.Invalid, "host-name-bad", "A host's name is 1 to 63 letters, digits, dots and hyphens.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = ["1 to 63 letters, digits, dots and hyphens."] },
    };
}
