using NexusQuantum.Domain.Images;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>The paths of the agent's API (mutual TLS, JSON). Templates for the agent, builders for the portal, side by side.</summary>
public static class AgentRoutes
{
    /// <summary>All paths start here.</summary>
    public const string Base = "/agent/v1";

    /// <summary>GET: <see cref="Hosts.HostFacts"/>.</summary>
    public const string Host = Base + "/host";

    /// <summary>GET: array of <see cref="VmReport"/>.</summary>
    public const string Vms = Base + "/vms";

    /// <summary>PUT <see cref="EnsureVm"/>, GET, DELETE: <see cref="VmReport"/>.</summary>
    public const string VmTemplate = Vms + "/{id}";

    /// <summary>
    /// GET: the <see cref="EnsureVm"/> the agent holds, without its password. How a portal learns what a VM is that it does not know.
    /// </summary>
    public const string WishTemplate = VmTemplate + "/wish";

    /// <summary>WebSocket of <see cref="WatchFrame"/>; query <c>epoch</c> and <c>since</c> resume.</summary>
    public const string Watch = Base + "/watch";

    /// <summary>GET: array of <see cref="HostImage"/>.</summary>
    public const string Images = Base + "/images";

    /// <summary>PUT raw bytes, GET raw bytes, DELETE. PUT takes the query <c>format</c> (<see cref="ImageFormat"/>, camelCase).</summary>
    public const string ImageTemplate = Images + "/{digest}";

    /// <summary>WebSocket, see <see cref="ConsoleHello"/>.</summary>
    public const string ConsoleTemplate = VmTemplate + "/console";

    /// <summary>GET: the serial log as text, UTF-8, newest last; query <c>bytes</c> limits it.</summary>
    public const string ConsoleLogTemplate = VmTemplate + "/console/log";

    /// <summary>WebSocket, see <see cref="ShellControl"/>; query <c>cols</c> and <c>rows</c>.</summary>
    public const string ShellTemplate = VmTemplate + "/shell";

    /// <summary>POST <see cref="ExecRequest"/>: <see cref="ExecResult"/>.</summary>
    public const string ExecTemplate = VmTemplate + "/exec";

    /// <summary>POST: a fresh <see cref="CertificateRequest"/>; PUT <see cref="CertificateGrant"/> puts the answer to use.</summary>
    public const string Certificate = Base + "/certificate";

    /// <summary>
    /// GET: a fresh <see cref="Preflight.PreflightReport"/> (<see cref="Preflight.PreflightJson"/>); it takes up to 15 s, and measures the
    /// disk with the query <c>storage=true</c> only.
    /// </summary>
    public const string Preflight = Base + "/preflight";

    /// <summary>Path of one VM.</summary>
    public static string Vm(VmId id) => $"{Vms}/{id}";

    /// <summary>Path of one VM's wish.</summary>
    public static string Wish(VmId id) => $"{Vms}/{id}/wish";

    /// <summary>Path of one VM's console.</summary>
    public static string Console(VmId id) => $"{Vms}/{id}/console";

    /// <summary>Path of one VM's serial log.</summary>
    public static string ConsoleLog(VmId id) => $"{Vms}/{id}/console/log";

    /// <summary>Path of one VM's shell.</summary>
    public static string Shell(VmId id) => $"{Vms}/{id}/shell";

    /// <summary>Path of one VM's exec.</summary>
    public static string Exec(VmId id) => $"{Vms}/{id}/exec";

    /// <summary>Path of one image; the digest's prefix is left out of the path.</summary>
    public static string Image(Digest digest) => $"{Images}/{digest.Hex}";
}
