using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Features.Images;

/// <summary>Checks what is said of an upload, before its bytes are read.</summary>
internal static class ImageInput
{
    public const int MaxName = 100;
    public const int MaxArguments = 1000;
    public const int MaxDescription = 2000;

    public static Error? Check(UploadImageRequest request)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.Name.Length is 0 or > MaxName || request.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or ' ' or '+')) || request.Name[0] is ' ' or '.')
        {
            fields["name"] = [$"An image's name is 1 to {MaxName} letters, digits, spaces and - _ . +"];
        }

        // It becomes part of a kernel command line: printable, and nothing that could end it.
        if (request.KernelArguments is { } arguments && (arguments.Length > MaxArguments || arguments.Any(c => c is < ' ' or > '~')))
        {
            fields["kernelArguments"] = [$"Kernel arguments are at most {MaxArguments} printable ASCII characters."];
        }

        if (request.Description is { } description && (description.Length > MaxDescription || description.Any(c => char.IsControl(c) && c is not '\n' and not '\r' and not '\t')))
        {
            fields["description"] = [$"A description has at most {MaxDescription} characters and no control characters."];
        }

        if (request.Kind != ImageKind.Root && (request.KernelId ?? request.InitrdId) is not null)
        {
            fields["kernelId"] = ["Only a root disk names a kernel and a RAM disk."];
        }

        return fields.Count == 0 ? null : ImageFaults.Invalid(fields);
    }
}
