using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Agent.Images;

/// <summary>An image in the store.</summary>
internal sealed record StoredImage(Digest Digest, long Bytes, ImageFormat Format, string Path)
{
    /// <summary>Whether the file is still there with all its bytes.</summary>
    public bool IsWhole => new FileInfo(Path) is { Exists: true } file && file.Length == Bytes;

    public static string FileName(Digest digest, ImageFormat format) => $"{digest.Hex}.{Word(format)}";

    /// <summary>The format's word in names and queries: its camelCase form.</summary>
    public static string Word(ImageFormat format) => JsonNamingPolicy.CamelCase.ConvertName(format.ToString());

    public static bool TryFormat(string? word, out ImageFormat format)
    {
        foreach (var candidate in Enum.GetValues<ImageFormat>())
        {
            if (Word(candidate) == word)
            {
                format = candidate;
                return true;
            }
        }

        format = default;
        return false;
    }

    public static bool TryRead(string path, [NotNullWhen(true)] out StoredImage? image)
    {
        image = null;
        var parts = System.IO.Path.GetFileName(path).Split('.');
        if (parts is not [var hex, var word]
            || !Digest.TryParse("sha256:" + hex, CultureInfo.InvariantCulture, out var digest)
            || !TryFormat(word, out var format)
            || new FileInfo(path) is not { Exists: true, LinkTarget: null } file)
        {
            return false;
        }

        image = new StoredImage(digest, file.Length, format, path);
        return true;
    }
}
