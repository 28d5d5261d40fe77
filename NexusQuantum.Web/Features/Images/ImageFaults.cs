using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Quantities;

namespace NexusQuantum.Web.Features.Images;

/// <summary>What can stand in the way here; what a file can be is said by <see cref="Domain.Images.ImageErrors"/>.</summary>
internal static class ImageFaults
{
    public static Error NotFound { get; } = new(ErrorKind.NotFound, "image-not-found", "There is no such image.");

    public static Error Invalid(IReadOnlyDictionary<string, string[]> fields)
        => new(ErrorKind.Invalid, "image-invalid", fields.Values.First()[0])
        {
            Fix = "Correct each field that is named; its sentence says what is possible.",
            Fields = fields,
        };

    public static Error NameTaken(string name) => new(ErrorKind.Conflict, "image-name-taken", $"An image named {name} exists already.") { Fix = "Choose another name, or delete that image first." };

    public static Error SameBytes(string name) => new(ErrorKind.Conflict, "image-exists", $"These very bytes are here already as {name}.") { Fix = $"Use {name}." };

    public static Error TooLarge(long limit) => new(ErrorKind.TooLarge, "image-too-large", $"An image has at most {new ByteSize(limit)}.")
    {
        Fix = "Make the file smaller: a qcow2 holds only what is written (qemu-img convert -O qcow2).",
    };

    public static Error DiskFull(long free) => new(ErrorKind.Unavailable, "disk-full", $"The portal's disk has too little room to take the file in ({new ByteSize(free)} free).")
    {
        Fix = "Free space in the portal's data directory, or make its file system larger, and upload again.",
    };

    public static Error CutShort(long got, long? announced) => new(
        ErrorKind.Invalid,
        "upload-cut-short",
        announced is null ? $"The upload broke off after {new ByteSize(got)}." : $"The upload broke off: {got} of {announced} bytes came.")
    {
        Fix = "Upload the file again; nothing of it was kept.",
    };

    public static Error NotMultipart { get; } = new(ErrorKind.Invalid, "upload-not-multipart", "An upload is multipart/form-data with the fields name and kind, then the file.")
    {
        Fix = "curl -F name=my-image -F kind=root -F file=@disk.qcow2 …",
    };

    public static Error InUse(string name, int count) => new(ErrorKind.Conflict, "image-in-use", $"{name} is used by {count} machine{(count == 1 ? "" : "s")}.") { Fix = "Delete those machines first." };

    public static Error BootsOthers(string name, string other) => new(ErrorKind.Conflict, "image-in-use", $"{other} boots with {name}.") { Fix = $"Delete {other} first." };

    public static Error IsShipped(string name) => new(ErrorKind.Conflict, "image-shipped", $"{name} came with the product and stays.");

    public static Error Nowhere(string what) => new(ErrorKind.Unavailable, "image-nowhere", $"The bytes of {what} are on no host that answers, and the portal no longer holds them.")
    {
        Fix = "Bring a host that holds it back, or upload it again.",
    };
}
