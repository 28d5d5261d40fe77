using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Api;

/// <summary>Reads what paths and queries carry. Nothing unparsed goes further.</summary>
internal static class Paths
{
    public static readonly Error NotFound = new(ErrorKind.NotFound, "not-found", "There is nothing at this path.");

    public static readonly Error NoVm = new(ErrorKind.NotFound, "vm-not-found", "This host does not hold that virtual machine.");

    public static bool TryVm(HttpContext context, out VmId id) => IdText.TryParse(context.Request.RouteValues["id"] as string, out id);

    public static bool TryDigest(HttpContext context, out Digest digest)
        => Digest.TryParse("sha256:" + (context.Request.RouteValues["digest"] as string), CultureInfo.InvariantCulture, out digest);

    /// <summary>A whole number of the query within bounds, or the fallback when it is absent or out of them.</summary>
    public static int Number(HttpContext context, string name, int fallback, int least, int most)
        => int.TryParse(context.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? Math.Clamp(value, least, most) : fallback;

    public static bool TryText(HttpContext context, string name, [NotNullWhen(true)] out string? text)
    {
        text = context.Request.Query[name].ToString();
        return text.Length > 0;
    }
}
