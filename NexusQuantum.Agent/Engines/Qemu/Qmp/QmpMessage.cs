using System.Text.Json;

namespace NexusQuantum.Agent.Engines.Qemu.Qmp;

/// <summary>One line of QMP (QEMU: docs/interop/qmp-spec.txt). QEMU is not trusted: a guest may have taken it over.</summary>
internal abstract record QmpMessage
{
    /// <summary>Longest line we read; query-blockstats of a large VM stays far below.</summary>
    public const int MaxLine = 1024 * 1024;

    private const int MaxDepth = 32;
    private static readonly string[] VersionParts = ["major", "minor", "micro"];
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Null for a line that is not a QMP message.</summary>
    public static QmpMessage? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object ? Read(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static QmpMessage? Read(JsonElement root)
    {
        if (root.TryGetProperty("event", out var name) && name.ValueKind == JsonValueKind.String)
        {
            return new Event(name.GetString()!, root.TryGetProperty("data", out var data) ? data.Clone() : default); // a string, checked above
        }

        if (root.TryGetProperty("QMP", out var greeting))
        {
            return new Greeting(VersionOf(greeting));
        }

        // An answer without our id belongs to no command of ours.
        if (!root.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !id.TryGetInt64(out var number))
        {
            return null;
        }

        if (root.TryGetProperty("return", out var value))
        {
            return new Answer(number, value.Clone());
        }

        return root.TryGetProperty("error", out var error)
            ? new Refusal(number, Text(error, "class"), Text(error, "desc"))
            : null;
    }

    private static string VersionOf(JsonElement greeting)
    {
        if (!Try(greeting, "version", out var version) || !Try(version, "qemu", out var numbers))
        {
            return "unknown";
        }

        return string.Join('.', VersionParts
            .Select(part => Try(numbers, part, out var number) && number.TryGetInt32OrNull() is { } value ? value : 0));
    }

    private static bool Try(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value);
    }

    private static string Text(JsonElement element, string name)
        => Try(element, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? string.Empty : string.Empty;

    /// <summary>Opens a session.</summary>
    internal sealed record Greeting(string Version) : QmpMessage;

    /// <summary>A command's success.</summary>
    internal sealed record Answer(long Id, JsonElement Value) : QmpMessage;

    /// <summary>A command's failure.</summary>
    internal sealed record Refusal(long Id, string Class, string Description) : QmpMessage;

    /// <summary>Something that happened.</summary>
    internal sealed record Event(string Name, JsonElement Data) : QmpMessage
    {
        /// <summary>A text of the data, null when it has none of that name.</summary>
        public string? Word(string name) => Try(Data, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
