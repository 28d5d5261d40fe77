using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Agent.Images;

/// <summary>Checks an image's header before it gets its name: the second look, whatever the portal found.</summary>
internal static class ImageCheck
{
    /// <summary>Null when the file is what it is said to be.</summary>
    public static Error? Mistake(string path, ImageFormat format)
    {
        using var file = File.OpenRead(path);
        var facts = ImageInspector.Inspect(file);
        if (!facts.Ok)
        {
            return facts.Error;
        }

        return facts.Value.Format == format
            ? null
            : new Error(ErrorKind.Invalid, "image-format", $"The bytes are of format {StoredImage.Word(facts.Value.Format)}, not {StoredImage.Word(format)}.") { Fix = "Say the format they have." };
    }
}
