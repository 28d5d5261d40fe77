using System.Net;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent.Preflight;

/// <summary>What checks ask of a host besides its files: its programs and its kernel. Recorded answers in tests.</summary>
internal interface IHostSystem
{
    /// <summary>Whether a program is installed where the system keeps programs.</summary>
    bool Has(string program);

    /// <summary>Runs a program to its end.</summary>
    Task<ChildResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>The file system of a path, or of its nearest parent that is there.</summary>
    FileSystemFacts? Space(string path);

    /// <summary>Owner and mode of a path; null when it is not there.</summary>
    PathOwner? Owner(string path);

    /// <summary>Why an address cannot be listened on, with who holds it; null when it can.</summary>
    string? WhyNotListen(IPEndPoint address);

    /// <summary>Whether a connection to an address is taken.</summary>
    Task<bool> ReachesAsync(string host, int port, CancellationToken cancellationToken);

    /// <summary>Whether a file can be read and written by this account.</summary>
    bool Writes(string path);

    /// <summary>Whether something keeps the clock (adjtimex(2), STA_UNSYNC); null when the kernel does not tell.</summary>
    bool? ClockIsKept();

    /// <summary>Measures the disk below a directory, with a file that has no name and is gone at the end.</summary>
    Task<DiskFigures> MeasureDiskAsync(string directory, CancellationToken cancellationToken);

    /// <summary>Runs a tiny guest through /dev/kvm: whether it is usable, and a sentence on why.</summary>
    Task<(bool Usable, string Told)> ProbeKvmAsync(CancellationToken cancellationToken);
}
