using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>How a type starts a process in .NET.</summary>
internal static class ProcessRule
{
    public static bool Starts(TypeFacts type)
        => type.Uses.Contains("System.Diagnostics.ProcessStartInfo") || type.Calls.Contains("System.Diagnostics.Process::Start");
}
