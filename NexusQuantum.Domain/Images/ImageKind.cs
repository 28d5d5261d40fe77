using System.Text.Json.Serialization;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Images;

/// <summary>What part of a VM an image is.</summary>
[JsonConverter(typeof(CamelCaseEnum<ImageKind>))]
public enum ImageKind
{
    /// <summary>A root disk or root file system; the only kind a VM is created from.</summary>
    Root,

    /// <summary>A Linux kernel.</summary>
    Kernel,

    /// <summary>An initial RAM disk.</summary>
    Initrd,
}
