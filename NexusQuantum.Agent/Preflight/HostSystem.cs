using System.Net;
using System.Net.Sockets;
using NexusQuantum.Agent.Engines.Qemu;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Engines;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent.Preflight;

/// <summary>The host that this runs on.</summary>
internal sealed class HostSystem : IHostSystem
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public bool Has(string program) => ChildProcess.Find(program) is not null;

    public Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => ChildProcess.RunAsync(command, Patience, cancellationToken: cancellationToken);

    public FileSystemFacts? Space(string path)
    {
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (FileSystemFacts.Of(at) is { } facts)
            {
                return facts;
            }
        }

        return null;
    }

    public PathOwner? Owner(string path) => PathOwner.Of(path);

    public string? WhyNotListen(IPEndPoint address) => PortCheck.WhyNot(address);

    public async Task<bool> ReachesAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public bool Writes(string path) => DeviceOpen.CanReadAndWrite(path);

    public bool? ClockIsKept() => ClockStatus.IsKept();

    public Task<DiskFigures> MeasureDiskAsync(string directory, CancellationToken cancellationToken) => DiskProbe.RunAsync(directory, cancellationToken);

    public async Task<(bool Usable, string Told)> ProbeKvmAsync(CancellationToken cancellationToken)
    {
        var choice = await AcceleratorProbe.RunAsync(cancellationToken);
        return (choice.Accelerator == Accelerator.Kvm, choice.Reason);
    }
}
