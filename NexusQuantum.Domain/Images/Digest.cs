using System.Buffers;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Images;

/// <summary>The SHA-256 of some bytes, written <c>sha256:</c> and 64 lower-case hexadecimal digits (OCI image spec, descriptor digests).</summary>
[JsonConverter(typeof(TextJsonConverter<Digest>))]
public readonly record struct Digest : ISpanParsable<Digest>
{
    private const string Prefix = "sha256:";
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private Digest(string hex) => Hex = hex;

    /// <summary>The 64 digits; safe as a file name.</summary>
    public string Hex { get => field ?? string.Empty; }

    /// <summary>The digest whose hash is <paramref name="sha256"/> (32 bytes).</summary>
    public static Digest FromHash(ReadOnlySpan<byte> sha256)
        => sha256.Length == 32 ? new Digest(Convert.ToHexStringLower(sha256)) : throw new ArgumentException("A SHA-256 has 32 bytes.", nameof(sha256));

    /// <inheritdoc/>
    public static Digest Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static Digest Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
        => TryParse(s, provider, out var digest) ? digest : throw new FormatException("Not a digest: expected sha256: and 64 hexadecimal digits.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Digest result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Digest result)
    {
        result = default;
        if (!s.StartsWith(Prefix, StringComparison.Ordinal) || s.Length != Prefix.Length + 64)
        {
            return false;
        }

        var hex = s[Prefix.Length..];
        if (hex.ContainsAnyExcept(Digits))
        {
            return false;
        }

        result = new Digest(hex.ToString());
        return true;
    }

    /// <summary>The text with its prefix.</summary>
    public override string ToString() => Prefix + Hex;
}
