using System.Globalization;
using System.Text;
using MudBlazor;
using NexusQuantum.Domain.Operations;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Ui.Parts;

/// <summary>How long work is said: one place for the drawer, the activity page and the tabs.</summary>
internal static class OperationLook
{
    /// <summary>True until it ended.</summary>
    public static bool IsLive(OperationView operation) => operation.Status is OperationStatus.Queued or OperationStatus.Running;

    /// <summary>Tone class and icon of its state.</summary>
    public static (string Tone, string Icon) Look(OperationView operation) => operation.Status switch
    {
        OperationStatus.Queued => ("st-stopped", Icons.Material.Filled.Schedule),
        OperationStatus.Running => ("st-transitioning", Icons.Material.Filled.Autorenew),
        OperationStatus.Succeeded => ("st-running", Icons.Material.Filled.Check),
        OperationStatus.Failed => ("st-error", Icons.Material.Filled.PriorityHigh),
        OperationStatus.Cancelled => ("st-stopped", Icons.Material.Filled.Block),
    };

    /// <summary>"Step 4 of 6", "Failed at step 3", "Done".</summary>
    public static string Word(OperationView operation) => operation.Status switch
    {
        OperationStatus.Queued => "Waiting",
        OperationStatus.Running => Current(operation) is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"Step {at} of {operation.Steps.Length}")
            : operation.Progress is { } progress ? string.Create(CultureInfo.InvariantCulture, $"{progress} %") : "Running",
        OperationStatus.Succeeded => "Done",
        OperationStatus.Failed => FailedAt(operation) is { } at ? string.Create(CultureInfo.InvariantCulture, $"Failed at step {at}") : "Failed",
        OperationStatus.Cancelled => "Cancelled",
    };

    /// <summary>The fold's sentence: "Create machine ci-14, step 4 of 6: boot guest".</summary>
    public static string Sentence(OperationView operation)
    {
        var head = $"{operation.Title} {operation.Subject.Name}";
        return Current(operation) is { } at
            ? string.Create(CultureInfo.InvariantCulture, $"{head}, step {at} of {operation.Steps.Length}: {LowerFirst(operation.Steps[at - 1].Name)}")
            : $"{head}, {LowerFirst(Word(operation))}";
    }

    /// <summary>How long it took, or takes so far.</summary>
    public static TimeSpan? Elapsed(OperationView operation, DateTimeOffset now)
        => operation.StartedAt is { } started ? (operation.EndedAt ?? now) - started : null;

    /// <summary>Its course as text with absolute times, for reading and for taking along; the first line says the date and the offset of all.</summary>
    public static string Log(OperationView operation, Times times)
    {
        var log = new StringBuilder().Append(times.Full(operation.CreatedAt)).Append('\n');
        Line(operation.CreatedAt, $"asked by {operation.RequestedBy}");
        foreach (var step in operation.Steps)
        {
            if (step.StartedAt is { } started)
            {
                Line(started, step.Name + (step.Detail is { } detail ? ": " + detail : string.Empty));
            }

            if (step is { EndedAt: { } ended, Status: StepStatus.Failed })
            {
                Line(ended, step.Name + " failed");
            }
        }

        if (operation.EndedAt is { } end)
        {
            Line(end, operation.Error is { } error ? error.Title : LowerFirst(Word(operation)));
            if (operation.Error?.Detail is { Length: > 0 } evidence)
            {
                log.Append(evidence.TrimEnd()).Append('\n');
            }
        }

        return log.ToString();

        void Line(DateTimeOffset at, string text) => log.Append(times.ClockMillisecond(at)).Append(' ').Append(text).Append('\n');
    }

    private static int? Current(OperationView operation) => Find(operation, StepStatus.Running);

    private static int? FailedAt(OperationView operation) => Find(operation, StepStatus.Failed);

    private static int? Find(OperationView operation, StepStatus status)
    {
        for (var k = 0; k < operation.Steps.Length; k++)
        {
            if (operation.Steps[k].Status == status)
            {
                return k + 1;
            }
        }

        return null;
    }

    // "Join network" becomes "join network"; "QEMU starts" stays.
    private static string LowerFirst(string text)
        => text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
