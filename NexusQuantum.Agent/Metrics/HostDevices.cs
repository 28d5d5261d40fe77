using System.Text;

namespace NexusQuantum.Agent.Metrics;

/// <summary>
/// Which disks and interfaces are the host's own: whole disks without layers above others (loop, RAM, device mapper), interfaces
/// with a device behind them. Where no interface has one (in a container), all that are neither bridge nor tap. Looked at once a minute.
/// </summary>
internal sealed class HostDevices(TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly string[] Layers = ["loop", "ram", "zram", "dm-", "md", "sr", "fd", "nbd"];

    private byte[][] _disks = [];
    private byte[][] _nics = [];
    private long? _looked;

    public bool IsDisk(ReadOnlySpan<byte> name)
    {
        Look();
        return Has(_disks, name);
    }

    public bool IsNic(ReadOnlySpan<byte> name)
    {
        Look();
        return Has(_nics, name);
    }

    private static bool Has(byte[][] names, ReadOnlySpan<byte> name)
    {
        foreach (var known in names)
        {
            if (name.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    private void Look()
    {
        if (_looked is { } last && time.GetElapsedTime(last) < Every)
        {
            return;
        }

        _looked = time.GetTimestamp();
        _disks = Bytes(Names("/sys/block").Where(static name => !Layers.Any(layer => name.StartsWith(layer, StringComparison.Ordinal))));
        var nics = Names("/sys/class/net").Where(static name => name != "lo").ToList();
        var real = nics.Where(static name => Directory.Exists($"/sys/class/net/{name}/device")).ToList();
        _nics = Bytes(real.Count > 0
            ? real
            : nics.Where(static name => !Directory.Exists($"/sys/class/net/{name}/bridge") && !File.Exists($"/sys/class/net/{name}/tun_flags")));
    }

    private static List<string> Names(string directory)
        => Directory.Exists(directory) ? [.. Directory.EnumerateFileSystemEntries(directory).Select(static path => Path.GetFileName(path))] : [];

    private static byte[][] Bytes(IEnumerable<string> names) => [.. names.Select(Encoding.UTF8.GetBytes)];
}
