using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Addresses of the machine pages; people say machine, the API says VM.</summary>
internal static class VmPaths
{
    /// <summary>The list.</summary>
    public const string All = "/machines";

    /// <summary>The wizard.</summary>
    public const string Create = "/machines/create";

    /// <summary>A machine's overview.</summary>
    public static string One(VmId id) => $"/machines/{id}";

    /// <summary>A tab of a machine: <c>console</c>, <c>metrics</c>, <c>activity</c>.</summary>
    public static string Tab(VmId id, string tab) => $"/machines/{id}/{tab}";

    /// <summary>The list, asked a question.</summary>
    public static string Asking(string query) => $"/machines?q={Uri.EscapeDataString(query)}";
}
