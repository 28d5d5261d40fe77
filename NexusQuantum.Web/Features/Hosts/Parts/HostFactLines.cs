using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Hosts.Parts;

/// <summary>The list of a host's facts.</summary>
internal static class HostFactLines
{
    private const double NotableSkew = 0.5;

    public static IEnumerable<(string Word, string Value)> Of(HostView host, Times times, DateTimeOffset now)
    {
        if (host.Facts is { } facts)
        {
            yield return ("Processor", facts.CpuModel);
            yield return ("Processors", Units.Count(facts.CpuCount));
            yield return ("Memory", Units.Bytes(facts.MemoryBytes));
            yield return ("Kept for it", Units.MiB(host.ReservedMemoryMiB));
            yield return ("System", facts.Distribution);
            yield return ("Kernel", facts.Kernel);
            yield return ("Host name", facts.HostName);
            yield return ("Booted", $"{times.Full(facts.BootedAt)}, up {Units.Up(now - facts.BootedAt)}");
            yield return ("Accounting", facts.Accounting);
            yield return ("Agent", $"{facts.AgentVersion}, {(facts.AgentIsRoot ? "as root" : "as an ordinary user")}");
        }

        yield return ("Address", host.Address);
        if (DetectedAddress.Of(host).Where(found => found.Address != host.Address).ToArray() is { Length: > 0 } others)
        {
            yield return ("Also found", string.Join(", ", others.Select(found => $"{found.Address} ({found.How})")));
        }

        yield return ("Clock", host.ClockSkewSeconds switch
        {
            null => Units.NotMeasured,
            { } skew when Math.Abs(skew) < NotableSkew => "agrees with the portal's",
            { } skew => $"{Units.Duration(TimeSpan.FromSeconds(Math.Abs(skew)))} {(skew > 0 ? "ahead of" : "behind")} the portal's",
        });
        yield return ("Joined", times.Full(host.JoinedAt));
        yield return ("Id", host.Id.ToString());
    }
}
