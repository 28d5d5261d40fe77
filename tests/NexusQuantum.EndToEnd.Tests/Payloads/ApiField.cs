using System.Text.Json;
using System.Text.Json.Nodes;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Text that a door takes in its body.</summary>
/// <param name="Door">Method and path, as the description of the API has them.</param>
/// <param name="Path">Where in the body: names with dots between them, <c>[]</c> for each of a list.</param>
/// <param name="IsFree">False where the description says more than that it is text: an id, or one of some words.</param>
internal sealed record ApiField(string Door, string Path, bool IsFree)
{
    /// <summary>Every string in every body that the description of the API names, in its order.</summary>
    public static IReadOnlyList<ApiField> All(JsonElement description)
    {
        var schemas = description.GetProperty("components").GetProperty("schemas");
        return [.. from path in description.GetProperty("paths").EnumerateObject()
                   from method in path.Value.EnumerateObject()
                   where method.Value.ValueKind == JsonValueKind.Object && method.Value.TryGetProperty("requestBody", out _)
                   from content in method.Value.GetProperty("requestBody").GetProperty("content").EnumerateObject()
                   from field in Texts(content.Value.GetProperty("schema"), schemas, "")
                   select new ApiField($"{method.Name.ToUpperInvariant()} {path.Name}", field.Path, field.IsFree)];
    }

    /// <summary>Puts a text where the field is in a body that is otherwise right.</summary>
    public JsonNode Put(JsonNode body, string text)
    {
        var at = body;
        var names = Path.Split('.');
        foreach (var name in names[..^1])
        {
            at = name.EndsWith("[]", StringComparison.Ordinal) ? at[name[..^2]]![0]! : at[name]!; // the example has them
        }

        var last = names[^1];
        if (last.EndsWith("[]", StringComparison.Ordinal))
        {
            at[last[..^2]] = new JsonArray(text);
        }
        else
        {
            at[last] = text;
        }

        return body;
    }

    public override string ToString() => $"{Door} {Path}";

    private static IEnumerable<(string Path, bool IsFree)> Texts(JsonElement schema, JsonElement schemas, string path)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Texts(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas, path); // a reference is a string
        }

        foreach (var several in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (schema.TryGetProperty(several, out var parts))
            {
                return parts.EnumerateArray().SelectMany(part => Texts(part, schemas, path)).Distinct();
            }
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            return properties.EnumerateObject().SelectMany(property => Texts(property.Value, schemas, path.Length == 0 ? property.Name : path + "." + property.Name));
        }

        if (schema.TryGetProperty("items", out var items))
        {
            return Texts(items, schemas, path + "[]");
        }

        var isWord = schema.TryGetProperty("enum", out _);
        var isText = isWord
            || (schema.TryGetProperty("type", out var type) && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(one => one.GetString() == "string") : type.GetString() == "string"));
        return isText ? [(path, !isWord && !schema.TryGetProperty("format", out _))] : [];
    }
}
