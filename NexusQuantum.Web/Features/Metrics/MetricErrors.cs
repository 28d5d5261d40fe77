using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Metrics;

internal static class MetricErrors
{
    public static Error NoVm { get; } = new(ErrorKind.NotFound, "vm-not-found", "There is no such machine.");

    public static Error NoHost { get; } = new(ErrorKind.NotFound, "host-not-found", "There is no such host.");

    public static Error? BadRange(DateTimeOffset from, DateTimeOffset to, TimeSpan? step)
        => to <= from ? new Error(ErrorKind.Invalid, "metrics-range-bad", "The range ends before it begins.")
            : (to - from).TotalDays > 3660 ? new Error(ErrorKind.Invalid, "metrics-range-bad", "A range has at most ten years.")
            : step is { } wanted && (wanted <= TimeSpan.Zero || wanted.TotalDays > 31) ? new Error(ErrorKind.Invalid, "metrics-step-bad", "A step is between one second and 31 days.")
            : null;

    public static Error BadTime(string name) => new(ErrorKind.Invalid, "metrics-range-bad", $"'{name}' is not a time.") { Fix = "Give RFC 3339, such as 2026-01-31T12:00:00Z." };
}
