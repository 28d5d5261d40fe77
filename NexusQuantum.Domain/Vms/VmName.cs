using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Vms;

/// <summary>
/// A VM's name, which is also the guest's host name: 1 to 63 characters, a-z, 0-9 and hyphens, starting and ending with a
/// letter or digit (RFC 1123 section 2.1, one label, lower case). Unique among the VMs that exist.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<VmName>))]
public readonly record struct VmName : ISpanParsable<VmName>
{
    /// <summary>Longest name.</summary>
    public const int MaxLength = 63;

    /// <summary>What a name may be, for error messages.</summary>
    public const string Rule = "1 to 63 characters: a-z, 0-9 and hyphens, starting and ending with a letter or digit";

    private VmName(string value) => Value = value;

    /// <summary>The text.</summary>
    public string Value { get => field ?? string.Empty; }

    /// <inheritdoc/>
    public static VmName Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <inheritdoc/>
    public static VmName Parse(ReadOnlySpan<char> s, IFormatProvider? provider)
        => TryParse(s, provider, out var name) ? name : throw new FormatException($"Not a VM name: {Rule}.");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out VmName result) => TryParse(s.AsSpan(), provider, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out VmName result)
    {
        result = default;
        if (s.Length is 0 or > MaxLength || s[0] == '-' || s[^1] == '-')
        {
            return false;
        }

        foreach (var c in s)
        {
            if (c is not (>= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            {
                return false;
            }
        }

        result = new VmName(s.ToString());
        return true;
    }

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
