using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms.Create;

/// <summary>Proposes names: the image's, with the first number that is free.</summary>
internal static class CreateNames
{
    private const int LongestStem = VmName.MaxLength - 6;

    public static string Propose(string image, IEnumerable<string> taken)
    {
        var stem = new string([.. image.ToLowerInvariant().Select(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' ? c : '-')]).Trim('-');
        stem = stem.Length == 0 ? "machine" : stem[..Math.Min(stem.Length, LongestStem)].Trim('-');
        var used = taken.ToHashSet(StringComparer.Ordinal);
        for (var number = 1; ; number++)
        {
            if (!used.Contains($"{stem}-{number}"))
            {
                return $"{stem}-{number}";
            }
        }
    }
}
