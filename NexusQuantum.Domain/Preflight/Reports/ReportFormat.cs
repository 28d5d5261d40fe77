namespace NexusQuantum.Domain.Preflight.Reports;

/// <summary>How a report is written for programs and papers.</summary>
public enum ReportFormat
{
    /// <summary><see cref="PreflightJson"/>.</summary>
    Json,

    /// <summary>JUnit's XML, as build servers read it: one test case for each check.</summary>
    JUnit,

    /// <summary>One page that needs nothing else.</summary>
    Html,

    /// <summary>Tables by section.</summary>
    Markdown,
}
