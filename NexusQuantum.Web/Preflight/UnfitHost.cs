using NexusQuantum.Domain.Preflight;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Preflight;

/// <summary>Whether a host takes new VMs, by its last preflight.</summary>
internal static class UnfitHost
{
    /// <summary>The sentence of the first required check that fails and is not waived; null when there is none, or no report.</summary>
    public static string? WhyNot(PreflightReport? report, IEnumerable<string> waived)
    {
        var accepted = waived.ToHashSet(StringComparer.Ordinal);
        var failing = report?.Stoppers.Where(check => !accepted.Contains(check.Info.Id)).ToArray() ?? [];
        if (failing.Length == 0)
        {
            return null;
        }

        var more = failing.Length switch { 1 => "", 2 => " One more required check fails.", _ => $" {failing.Length - 1} more required checks fail." };
        var sentence = failing[0].Outcome.Message;
        return sentence[..Math.Min(sentence.Length, HostRow.MaxUnfit - more.Length)] + more;
    }
}
