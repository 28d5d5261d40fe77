using System.Globalization;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// Which numbers of this contract a program speaks, and its release, as portal and agent tell each other with every call:
/// <c>1-1/0.1.0</c> in the header <see cref="Header"/>. They work together when they share a number. A release that breaks the contract
/// raises <see cref="Newest"/> and keeps the one before, so that portal and agents can be one release apart.
/// </summary>
/// <param name="Oldest">The oldest number it still speaks.</param>
/// <param name="Newest">The newest.</param>
/// <param name="Release">Its version, for people.</param>
public sealed record ContractOffer(int Oldest, int Newest, string Release)
{
    /// <summary>The header, on calls and on answers.</summary>
    public const string Header = "Nexus-Contract";

    /// <summary>What a program says that does not say anything: the first release had no header.</summary>
    public static ContractOffer First { get; } = new(1, 1, "0.1");

    /// <summary>What this code speaks, in a program of <paramref name="release"/>.</summary>
    public static ContractOffer Of(string release) => new(1, 1, release);

    /// <summary>Reads the header's value; <see cref="First"/> without one, and when it cannot be read: then the call itself will fail.</summary>
    public static ContractOffer Read(string? text)
        => text?.Split('-', '/') is [var oldest, var newest, ..]
            && Number(oldest) is { } from
            && Number(newest) is { } to
            && text[oldest.Length] is '-'
            && text[(oldest.Length + newest.Length + 1)..] is ['/', .. { Length: > 0 and <= 48 } release]
            && release.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-') ? new(from, to, release) : First;

    /// <summary>Whether the two share a number.</summary>
    public bool Meets(ContractOffer other) => Oldest <= other.Newest && other.Oldest <= Newest;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Oldest}-{Newest}/{Release}");

    private static int? Number(string text) => text.Length <= 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
