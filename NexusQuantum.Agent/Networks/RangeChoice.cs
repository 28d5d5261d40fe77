using System.Globalization;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>Finds a range nobody on this host uses.</summary>
internal static class RangeChoice
{
    /// <summary>
    /// The first free one of: the one we had, the one wished for, then those after 10.0.100.0/24; null when all are used.
    /// A default route is no use of a range.
    /// </summary>
    public static Cidr? Pick(Cidr? had, Cidr wished, IReadOnlyCollection<Cidr> used)
    {
        foreach (var candidate in Candidates(had, wished))
        {
            if (!used.Any(candidate.Overlaps))
            {
                return candidate;
            }
        }

        return null;
    }

    private static IEnumerable<Cidr> Candidates(Cidr? had, Cidr wished)
    {
        if (had is { } before)
        {
            yield return before;
        }

        yield return wished;
        for (var i = 0; i < 1024; i++)
        {
            var number = 100 + i;
            yield return Cidr.Parse(string.Create(CultureInfo.InvariantCulture, $"10.{number / 256 * 7}.{number % 256}.0/24"), null);
        }
    }
}
