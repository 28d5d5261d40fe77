using System.Text.Json;

namespace NexusQuantum.Agent.Engines.Qemu.Qmp;

/// <summary>Reads values of answers without believing their shape.</summary>
internal static class JsonReading
{
    public static int? TryGetInt32OrNull(this JsonElement element)
        => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number : null;

    /// <summary>A number of an object; 0 when it is missing or not one.</summary>
    public static long Long(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;

    /// <summary>A text of an object; null when it is missing or not one.</summary>
    public static string? Word(this JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
