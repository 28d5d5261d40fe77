using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Preflight;

internal static class PreflightErrors
{
    public static Error NotRun { get; } = new(ErrorKind.NotFound, "preflight-not-run", "No preflight of this host has been run yet.") { Fix = "Run it; that takes a few seconds." };

    public static Error PortalNotRun { get; } = new(ErrorKind.NotFound, "portal-preflight-not-run", "This portal was not checked since it started.") { Fix = "Check it; that takes a few seconds." };

    public static Error NoSuchRun { get; } = new(ErrorKind.NotFound, "preflight-not-found", "There is no such preflight of this host.") { Fix = "The last 20 are kept." };

    public static Error NotChecked(string host) => new(ErrorKind.Unsupported, "preflight-unsupported", $"The agent of {host} is of a release that has no preflight.") { Fix = "Upgrade it." };

    public static Error NothingToWaive(string check) => new(ErrorKind.Conflict, "preflight-not-failing", $"{check} is no required check that fails on this host.") { Fix = "Only what keeps machines off a host can be waived." };

    public static Error BadFormat { get; } = new(ErrorKind.Invalid, "preflight-format-invalid", "format is json, jUnit, html or markdown.");

    public static Error NotWaived { get; } = new(ErrorKind.NotFound, "preflight-not-waived", "This check is not waived.");

    public static Error BadReason { get; } = new(ErrorKind.Invalid, "preflight-reason-invalid", "Say in one line why the check may fail.")
    {
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["reason"] = [$"1 to {WaiverRow.MaxReason} characters, in one line."] },
    };
}
