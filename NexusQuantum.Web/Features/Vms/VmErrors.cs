using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

internal static class VmErrors
{
    public const string LostType = "vm-lost";

    public static Error NoProject { get; } = new(ErrorKind.Invalid, "project-not-found", "There is no such project.") { Fix = "GET /v1/projects lists those you may use." };

    public static Error OverQuota(string project, string what, long most, long taken, long more)
        => new(ErrorKind.Conflict, "quota-exceeded", $"The project {project} may have {most:N0} {what}; it has {taken:N0}, and this asks for {more:N0}.")
        {
            Fix = "Delete or shrink machines of the project, or ask an administrator for a larger quota.",
        };

    public static Error NotFound { get; } = new(ErrorKind.NotFound, "vm-not-found", "There is no such machine.");

    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "vm-name-taken", $"A machine named {name} exists already.")
    {
        Fix = "Choose another name.",
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["name"] = [$"A machine named {name} exists already."] },
    };

    public static Error AddressTaken(string why) => new(ErrorKind.Conflict, "vm-address-taken", why)
    {
        Fix = "Choose another address, or leave it out to have the network give one.",
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["ipAddress"] = [why] },
    };

    public static Error Invalid(IReadOnlyDictionary<string, string[]> fields) => new(
        ErrorKind.Invalid,
        "vm-invalid",
        fields.Count == 1 ? fields.Values.First()[0] : $"{fields.Values.Sum(mistakes => mistakes.Length)} things are wrong with this request.")
    {
        Fix = "Correct each field that is named; its sentence says what is possible.",
        Fields = fields,
    };

    public static Error NoHost { get; } = new(ErrorKind.Unsupported, "no-hosts", "No host has joined yet, so there is nowhere to run a machine.")
    {
        Fix = "Add a host first (Hosts, Add host).",
    };

    public static Error NothingFits(string verdicts) => new(ErrorKind.Unsupported, "no-host-fits", $"No host can take this machine. {verdicts}")
    {
        Fix = "Ask for less, stop or remove other machines, or add a host.",
    };

    public static Error HostDoesNotFit(string host, string verdict) => new(ErrorKind.Unsupported, "host-does-not-fit", $"{host} cannot take this machine: {verdict}")
    {
        Fix = "Ask for less, stop or remove other machines, or choose another host.",
    };

    public static Error WrongState(string name, string why) => new(ErrorKind.Conflict, "vm-wrong-state", $"{name}: {why}");

    public static Error Edited(long saw, long now) => new(ErrorKind.Conflict, "vm-edited-meanwhile", $"The machine was changed since you read it (generation {saw}, now {now}).")
    {
        Fix = "Read it again and repeat your change.",
    };

    public static Error HostAway(string name, string host, string? reason) => new(
        ErrorKind.Unavailable, Agents.AgentErrors.UnreachableType, $"{host} does not answer, so {name} cannot be removed there now. {reason}".TrimEnd())
    {
        Fix = "Ask again with whenAway=wait to have it removed as soon as the host is back, or with whenAway=forget to take it out of the portal now.",
    };

    public static Error BadWhenAway { get; } = new(ErrorKind.Invalid, "when-away-invalid", "whenAway is refuse, wait or forget.");

    public static Error HostAnswers(string name, string host) => new(ErrorKind.Conflict, "host-answers", $"{host} answers, so {name} is deleted there and not only forgotten here.")
    {
        Fix = "Delete it without whenAway=forget.",
    };

    public static Error OrphanNotFound { get; } = new(ErrorKind.NotFound, "orphan-not-found", "This host holds no such machine that the portal does not know.");

    public static Error NotAdoptable(string name, string why) => new(ErrorKind.Conflict, "orphan-not-adoptable", $"{name} cannot be adopted: {why}");

    public static Error MacTaken(string name) => new(ErrorKind.Conflict, "vm-mac-taken", $"Another machine of the portal has the network address of {name}.")
    {
        Fix = "Delete one of the two: they would take each other's frames.",
    };

    public static Error Diverged(long ours, long agents) => new(ErrorKind.Conflict, "vm-diverged", $"Its agent holds a newer wish than the portal (generation {agents}, ours {ours}); the portal's database may have been restored from a backup.")
    {
        Fix = "Choose on the machine's page which of the two counts.",
    };

    public static Error NotDiverged { get; } = new(ErrorKind.Conflict, "vm-not-diverged", "Portal and agent agree about this machine; there is nothing to settle.");

    public static Error BadCursor { get; } = new(ErrorKind.Invalid, "cursor-invalid", "The cursor is not one that a list answered.") { Fix = "Leave it out to begin anew." };

    public static Error BadSearch(string what) => new(ErrorKind.Invalid, "search-invalid", what)
    {
        Fix = "Terms are state:, tag:, host:, image:, name:, ip:, id: or wish: with a value, and words; a star stands for anything.",
    };

    public static Error BadSort(string sort) => new(ErrorKind.Invalid, "sort-invalid", $"'{sort}' is not an order.") { Fix = "Use name, -name, state, createdAt or -createdAt." };

    public static Error BadStopMode(string mode) => new(ErrorKind.Invalid, "stop-mode-invalid", $"'{mode}' is not a way to stop.") { Fix = "Use graceful or force." };

    public static Error BadGrace(int seconds) => new(ErrorKind.Invalid, "grace-invalid", $"{seconds} seconds of grace: 1 to {VmLimits.MaxGraceSeconds} are possible.") { Fix = "Leave timeoutSeconds out for 30." };

    public static Error BadExec(string what) => new(ErrorKind.Invalid, "exec-invalid", what) { Fix = "Send {\"command\": [\"/bin/sh\", \"-c\", \"…\"], \"timeoutSeconds\": 30}." };

    public static Error TookTooLong(string name, string state) => new(ErrorKind.Failed, "vm-took-too-long", $"{name} did not get there in time; it is {state}. Its agent goes on trying.")
    {
        Fix = "Look at the machine's console, then try again.",
    };

    public static Error Ended(string name) => new(ErrorKind.Failed, "guest-powered-off", $"The guest of {name} powered itself off.")
    {
        Fix = "Look at the machine's console log for why.",
    };

    public static Error Gone { get; } = new(ErrorKind.Conflict, "vm-removed", "The machine was removed meanwhile.");

    public static Problem Lost(string host) => new()
    {
        Type = LostType,
        Title = $"{host} no longer holds this machine: its agent's records were lost or made anew.",
        Fix = "Delete it, or start it to make it anew from its image; what was on its disk is gone.",
    };
}
