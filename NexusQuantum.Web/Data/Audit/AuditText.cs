using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NexusQuantum.Web.Data.Audit;

/// <summary>
/// Makes texts fit for the audit. Names and notes come from anywhere: they are cut, and what would not show as itself (control
/// characters, line and direction marks, half surrogates) is written as <c>\uXXXX</c>, so no entry can pass for another in a log,
/// a terminal or a table.
/// </summary>
internal static class AuditText
{
    public const int WordLimit = 64;
    public const int NameLimit = 200;
    public const int ValueLimit = 1000;
    public const int PropertyLimit = 64;
    private const string NotRecorded = "(not recorded)";

    private static readonly string[] SecretWords = ["password", "passphrase", "secret", "token", "code", "key", "cookie"];

    // What is said about a secret, not the secret.
    private static readonly string[] AboutWords = ["id", "name", "count", "changed", "set", "age", "expires", "required", "limit", "kind"];

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text, safe and at most <paramref name="limit"/> characters; null stays null.</summary>
    public static string? Safe(string? text, int limit)
    {
        if (text is null || (text.Length <= limit && !NeedsEscape(text)))
        {
            return text;
        }

        var safe = new StringBuilder(Math.Min(text.Length, limit) + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var whole = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var piece = whole ? text.Substring(i++, 2) : IsOdd(text[i]) ? $"\\u{(int)text[i]:X4}" : text[i].ToString();
            if (safe.Length + piece.Length > limit - 1)
            {
                return safe.Append('…').ToString();
            }

            safe.Append(piece);
        }

        return safe.ToString();
    }

    /// <summary>Properties as a flat JSON object; null when there are none.</summary>
    public static string? Json(IReadOnlyDictionary<string, string?>? properties)
    {
        if (properties is not { Count: > 0 })
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in properties.Take(PropertyLimit))
            {
                writer.WriteString(Safe(name, WordLimit)!, IsSecret(name) ? Withhold(name) : Safe(value, ValueLimit)); // a name is never null
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>
    /// Whether a property of this name would be a secret: <c>setupCode</c>, <c>token</c>, <c>ssh-key</c>. <c>tokenName</c> and
    /// <c>passwordChanged</c> are not.
    /// </summary>
    public static bool IsSecret(string name)
    {
        var words = Words(name);
        return words.Exists(word => Array.Exists(SecretWords, secret => word == secret || word == secret + "s")) && !AboutWords.Contains(words[^1]);
    }

    /// <summary>A mistake of ours that a test must meet; on an installation the value is left out and the change goes on.</summary>
    private static string Withhold(string name)
    {
#if DEBUG
        throw new ArgumentException($"The audit takes no secrets, and '{name}' is named like one.", nameof(name));
#else
        _ = name;
        return NotRecorded;
#endif
    }

    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            // Begins a word: a capital after a small letter, or the last of a run of capitals ("SSHKey").
            var begins = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if ((begins || !char.IsLetterOrDigit(name[i])) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (char.IsLetterOrDigit(name[i]))
            {
                word.Append(char.ToLowerInvariant(name[i]));
            }
        }

        if (word.Length > 0 || words.Count == 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    private static bool NeedsEscape(string text)
    {
        foreach (var c in text)
        {
            if (IsOdd(c) || char.IsSurrogate(c))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOdd(char c)
        => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
