using System.Text.Json;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Finds the places where a described API takes ids: what is called so, and what is described as a UUID.</summary>
internal static class IdFields
{
    public static IEnumerable<(string Method, IdField Field)> Of(JsonElement document)
    {
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(member => member.Name is "get" or "post" or "put" or "patch" or "delete"))
            {
                var method = operation.Name.ToUpperInvariant();
                if (operation.Value.TryGetProperty("parameters", out var parameters))
                {
                    foreach (var parameter in parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() is "path" or "query" && IsId(document, parameter.GetProperty("name").GetString()!, parameter.GetProperty("schema"))))
                    {
                        yield return (method, new IdField(path.Name, parameter.GetProperty("in").GetString()!, parameter.GetProperty("name").GetString()!)); // described, as another test says
                    }
                }

                if (operation.Value.TryGetProperty("requestBody", out var body))
                {
                    foreach (var name in body.GetProperty("content").EnumerateObject().SelectMany(content => content.Value.TryGetProperty("schema", out var schema) ? Members(document, schema, 0) : []).Distinct(StringComparer.Ordinal))
                    {
                        yield return (method, new IdField(path.Name, "body", name));
                    }
                }
            }
        }
    }

    private static IEnumerable<string> Members(JsonElement document, JsonElement schema, int depth)
    {
        schema = Resolve(document, schema);
        if (depth > 6 || schema.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var own = schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(member => (IEnumerable<string>)[.. IsId(document, member.Name, member.Value) ? (string[])[member.Name] : [], .. Members(document, member.Value, depth + 1)])
            : [];
        var parts = new[] { "oneOf", "anyOf", "allOf" }.Where(word => schema.TryGetProperty(word, out _)).SelectMany(word => schema.GetProperty(word).EnumerateArray()).SelectMany(part => Members(document, part, depth + 1));
        var items = schema.TryGetProperty("items", out var item) ? Members(document, item, depth + 1) : [];
        return own.Concat(parts).Concat(items);
    }

    private static bool IsId(JsonElement document, string name, JsonElement schema)
        => name is "id" or "ids" || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("Ids", StringComparison.Ordinal) || IsUuid(document, schema, 0);

    private static bool IsUuid(JsonElement document, JsonElement schema, int depth)
    {
        schema = Resolve(document, schema);
        return depth < 4 && schema.ValueKind == JsonValueKind.Object
            && ((schema.TryGetProperty("format", out var format) && format.GetString() == "uuid")
                || (schema.TryGetProperty("items", out var items) && IsUuid(document, items, depth + 1))
                || new[] { "oneOf", "anyOf" }.Any(word => schema.TryGetProperty(word, out var parts) && parts.EnumerateArray().Any(part => IsUuid(document, part, depth + 1))));
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema)
        => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var named) ? document.GetProperty("components").GetProperty("schemas").GetProperty(named.GetString()!.Split('/')[^1]) : schema; // a reference is text
}
