using System.Collections.Immutable;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// The words of a machine query: <c>state:running tag:ci host:fra-* name words</c>. All must match; a star stands for anything;
/// a word without a key looks at name, address, id, tags and description.
/// </summary>
/// <param name="All">The terms in the order they were typed.</param>
public sealed record VmTerms(ImmutableArray<VmTerm> All)
{
    /// <summary>Longest query that is read; the rest is cut.</summary>
    public const int MaxLength = 200;

    /// <summary>The keys a term may have.</summary>
    public static readonly ImmutableArray<string> Keys = ["state", "tag", "host", "image", "name", "ip", "id", "wish"];

    /// <summary>No terms: everything matches.</summary>
    public static readonly VmTerms None = new(ImmutableArray<VmTerm>.Empty);

    /// <summary>Reads a query. Never fails: a word with an unknown key is a term that says so and matches nothing.</summary>
    public static VmTerms Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return None;
        }

        var terms = ImmutableArray.CreateBuilder<VmTerm>();
        foreach (var word in text[..Math.Min(text.Length, MaxLength)].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            terms.Add(colon > 0 && colon < word.Length - 1 && !IPv6(word)
                ? new VmTerm(word[..colon].ToLowerInvariant(), word[(colon + 1)..])
                : new VmTerm(null, word.TrimEnd(':')));
        }

        return new(terms.ToImmutable());
    }

    /// <summary>Whether every term matches.</summary>
    public bool Matches(VmView vm)
    {
        foreach (var term in All)
        {
            if (!term.Matches(vm))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The query without one of its terms.</summary>
    public VmTerms Without(VmTerm term) => new(All.Remove(term));

    /// <summary>The query as text, as it is kept in the address.</summary>
    public override string ToString() => string.Join(' ', All);

    private static bool IPv6(string word) => word.Count(c => c == ':') > 1;
}

/// <summary>One word of a query.</summary>
/// <param name="Key">What it looks at, null for anything.</param>
/// <param name="Value">What it looks for; a star stands for anything.</param>
public sealed record VmTerm(string? Key, string Value)
{
    // A short word is in half of all ids by chance.
    private const int LeastOfId = 8;

    private readonly bool _star = Value.Contains('*', StringComparison.Ordinal);

    /// <summary>False when the key is not one of <see cref="VmTerms.Keys"/>.</summary>
    public bool Known => Key is null || VmTerms.Keys.Contains(Key);

    /// <summary>Whether a machine is what the term says.</summary>
    public bool Matches(VmView vm) => Key switch
    {
        null => Holds(vm.Name) || HasAddress(vm) || AnyIs(vm.Tags) || (Value.Length >= LeastOfId && Holds(vm.Id.ToString())) || (vm.Description is { } text && Holds(text)),
        "name" => Holds(vm.Name),
        "tag" => AnyIs(vm.Tags),
        "host" => Is(vm.Host.Name),
        "image" => Is(vm.Image.Name),
        "ip" => HasAddress(vm),
        "id" => Holds(vm.Id.ToString()),
        "state" => Is(vm.State.ToString()),
        "wish" => Is(vm.Power.ToString()),
        _ => false,
    };

    /// <summary>As it is typed.</summary>
    public override string ToString() => Key is null ? Value : $"{Key}:{Value}";

    private bool HasAddress(VmView vm) => AnyHolds(vm.IpAddresses) || (vm.StaticAddress is { } asked && Holds(asked.Address.ToString()));

    // Asked of every machine there is: nothing is made for the asking.
    private bool AnyHolds(ImmutableArray<string> texts)
    {
        foreach (var text in texts)
        {
            if (Holds(text))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyIs(ImmutableArray<string> texts)
    {
        foreach (var text in texts)
        {
            if (Is(text))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(string text) => _star ? Is(text) : text.Contains(Value, StringComparison.OrdinalIgnoreCase);

    // Stars only, matched greedily with one step back: linear in practice, and no pattern from a browser becomes a regex.
    private bool Is(string text)
    {
        int t = 0, p = 0, star = -1, from = 0;
        while (t < text.Length)
        {
            if (p < Value.Length && Value[p] == '*')
            {
                (star, from, p) = (p, t, p + 1);
            }
            else if (p < Value.Length && char.ToUpperInvariant(Value[p]) == char.ToUpperInvariant(text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, from, t) = (star + 1, from + 1, from + 1);
            }
            else
            {
                return false;
            }
        }

        return Value.AsSpan(p).Trim('*').IsEmpty;
    }
}
