using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace NexusQuantum.Web.Data;

/// <summary>An enum as the same camelCase word that the API uses, so rows read like answers.</summary>
internal sealed class EnumTextConverter<TEnum>() : ValueConverter<TEnum, string>(value => EnumText<TEnum>.Write(value), text => EnumText<TEnum>.Read(text))
    where TEnum : struct, Enum;

/// <summary>Enum words both ways.</summary>
internal static class EnumText<TEnum>
    where TEnum : struct, Enum
{
    private static readonly Dictionary<TEnum, string> Words = Enum.GetValues<TEnum>().Distinct().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    private static readonly Dictionary<string, TEnum> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    public static string Write(TEnum value) => Words[value];

    public static TEnum Read(string text) => Values.TryGetValue(text, out var value) ? value : throw new FormatException($"'{text}' is not a {typeof(TEnum).Name}.");
}
