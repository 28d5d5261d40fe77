using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace NexusQuantum.Web.Data;

/// <summary>An immutable value kept as jsonb through a source-generated contract; replace it whole, never inside.</summary>
internal static class JsonColumn
{
    public static PropertyBuilder<T> HasJson<T>(this PropertyBuilder<T> property, JsonTypeInfo<T> contract)
    {
        property.HasColumnType("jsonb");
        property.HasConversion(
            new ValueConverter<T, string>(value => JsonSerializer.Serialize(value, contract), text => JsonSerializer.Deserialize(text, contract)!), // a jsonb column is never the JSON null: EF keeps nulls outside converters
            new ValueComparer<T>((left, right) => Write(left, contract) == Write(right, contract), value => Write(value, contract).GetHashCode(StringComparison.Ordinal), value => value));
        return property;
    }

    private static string Write<T>(T? value, JsonTypeInfo<T> contract) => value is null ? "" : JsonSerializer.Serialize(value, contract);
}
