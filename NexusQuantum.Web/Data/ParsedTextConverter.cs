using System.Globalization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace NexusQuantum.Web.Data;

/// <summary>A value with a text form (name, digest, address) as that text.</summary>
internal sealed class ParsedTextConverter<T>() : ValueConverter<T, string>(value => ParsedText<T>.Write(value), text => ParsedText<T>.Read(text))
    where T : struct, ISpanParsable<T>;

/// <summary>Such values both ways, outside an expression tree.</summary>
internal static class ParsedText<T>
    where T : struct, ISpanParsable<T>
{
    public static string Write(T value) => value.ToString() ?? "";

    public static T Read(string text) => T.Parse(text, CultureInfo.InvariantCulture);
}
