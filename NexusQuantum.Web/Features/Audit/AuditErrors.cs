using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Audit;

internal static class AuditErrors
{
    public static Error Verifying { get; } = new(ErrorKind.Conflict, "audit-verifying", "The audit is being verified already.") { Fix = "Wait for it to end." };

    public static Error BadCursor { get; } = new(ErrorKind.Invalid, "cursor-invalid", "The cursor is not one that this list answered.") { Fix = "Leave it out to begin at the newest." };

    public static Error BadFormat { get; } = new(ErrorKind.Invalid, "audit-format-invalid", "format is csv or json.");

    public static Error BadRetention { get; } = new(ErrorKind.Invalid, "audit-retention-invalid", "The audit is kept for 1 to 1,200 months, or for ever.")
    {
        Fix = "Give months from 1 to 1200, or null to keep it for ever.",
        Fields = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["months"] = ["1 to 1,200, or empty for ever."] },
    };

    public static Error TooWide(int seconds) => new(ErrorKind.Unsupported, "audit-search-too-wide", $"The search did not end within {seconds} s.") { Fix = "Narrow it by time, name or action." };

    public static Error BadFilter(string what) => new(ErrorKind.Invalid, "audit-filter-invalid", what);
}
