using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Reads a search text of the API: the page's <see cref="VmTerms"/>, but a term that can match nothing is a mistake to be told.</summary>
internal static class VmSearchText
{
    private const int MostTerms = 20;

    /// <summary>The mistake; null when <paramref name="terms"/> can be used.</summary>
    public static Error? Check(string? text, out VmTerms terms)
    {
        terms = VmTerms.None;
        if (text?.Length > VmTerms.MaxLength)
        {
            return VmErrors.BadSearch($"The search has more than {VmTerms.MaxLength} characters.");
        }

        terms = VmTerms.Parse(text);
        if (terms.All.Length > MostTerms)
        {
            return VmErrors.BadSearch($"The search has {terms.All.Length} terms; {MostTerms} are possible.");
        }

        foreach (var term in terms.All)
        {
            if (!term.Known)
            {
                return VmErrors.BadSearch($"There is no key '{term.Key}'.");
            }

            if (term is { Key: "state", Value: var state } && !state.Contains('*', StringComparison.Ordinal) && !Enum.GetNames<VmState>().Contains(state, StringComparer.OrdinalIgnoreCase))
            {
                return VmErrors.BadSearch($"There is no state '{state}'.");
            }
        }

        return null;
    }
}
