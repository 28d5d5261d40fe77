using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Web.Data;

/// <summary>How Domain's types lie in columns: ids as uuid, enums as their camelCase words, parsed texts as text.</summary>
internal static class DbConventions
{
    public static void Apply(ModelConfigurationBuilder builder)
    {
        Type[] types = [.. typeof(IdText).Assembly.GetExportedTypes(), .. typeof(DbConventions).Assembly.GetTypes().Where(type => type.IsEnum && !type.IsNested)];
        foreach (var type in types)
        {
            if (ConverterFor(type) is { } converter)
            {
                builder.Properties(type).HaveConversion(converter);
            }
        }
    }

    private static Type? ConverterFor(Type type)
    {
        if (type.IsEnum)
        {
            return typeof(EnumTextConverter<>).MakeGenericType(type);
        }

        if (!type.IsValueType || type.IsGenericTypeDefinition)
        {
            return null;
        }

        Type[] faces = [.. type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericArguments()[0] == type).Select(face => face.GetGenericTypeDefinition())];
        return faces.Contains(typeof(IId<>)) ? typeof(IdConverter<>).MakeGenericType(type)
            : faces.Contains(typeof(ISpanParsable<>)) ? typeof(ParsedTextConverter<>).MakeGenericType(type)
            : null;
    }
}
