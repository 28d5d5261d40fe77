using System.Text.Json;
using System.Text.Json.Serialization;

namespace NexusQuantum.Domain.Serialization;

/// <summary>An enum as its camelCase name; numbers are refused.</summary>
/// <typeparam name="TEnum">The enum.</typeparam>
public sealed class CamelCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;
