using System.Text.Json;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Web.Features.Images;

/// <summary><c>manifest.json</c> beside a base image, as <c>deploy/images/build.sh</c> writes it.</summary>
internal sealed record ShippedManifest
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public string? Description { get; init; }

    public required ShippedFile Kernel { get; init; }

    public ShippedFile? Initrd { get; init; }

    public required ShippedFile Root { get; init; }

    public string? KernelArguments { get; init; }

    public bool HasGuestAgent { get; init; }
}

/// <summary>One of its files.</summary>
internal sealed record ShippedFile(string File, Digest Digest, ImageFormat Format);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ShippedManifest))]
internal sealed partial class ShippedJson : JsonSerializerContext;
