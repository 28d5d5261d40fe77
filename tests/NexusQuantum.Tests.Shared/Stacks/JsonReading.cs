using System.Text.Json;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>Short words for reading answers.</summary>
public static class JsonReading
{
    public static string Id(this JsonElement element) => element.Text("id");

    public static string Text(this JsonElement element, string name)
        => element.GetProperty(name).ToString();

    public static bool Has(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null;

    public static IEnumerable<JsonElement> Items(this JsonElement page) => page.GetProperty("items").EnumerateArray();
}
