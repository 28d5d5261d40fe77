using NexusQuantum.Domain.Quantities;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Hosts;

/// <summary>Something about a host that needs a person.</summary>
/// <param name="Grave">True when machines cannot be run or seen there; false for what will get there.</param>
/// <param name="What">"fra-c1 does not answer".</param>
/// <param name="Why">With figures.</param>
/// <param name="Where">The tab of its page that shows more.</param>
internal sealed record HostTrouble(bool Grave, string What, string Why, string? Where = null)
{
    private const double ClockLimitSeconds = 2;
    private static readonly TimeSpan CertificateLimit = TimeSpan.FromDays(7);

    /// <summary>Whether a host answers, and is not believed or cannot be worked with.</summary>
    public static bool IsRefused(HostView host) => host is { Reachable: false, UnreachableType: not (null or "host-unreachable") };

    /// <summary>Everything wrong with a host, gravest first.</summary>
    public static IEnumerable<HostTrouble> Of(HostView host, Times times, DateTimeOffset? now = null)
    {
        if (!host.Reachable)
        {
            var machines = host.VmCount == 0 ? "It has no machines." : $"{(host.VmCount == 1 ? "Its machine keeps" : $"Its {Units.Count(host.VmCount)} machines keep")} running without the portal.";
            yield return new(true, $"{host.Name} {(IsRefused(host) ? "is refused" : "does not answer")}", $"{host.UnreachableReason} {machines}".Trim() + (host.LastSeenAt is { } seen ? $" Last heard {times.Full(seen)}." : string.Empty));
            yield break; // what it said before is not known to hold any more
        }

        if (host.Facts is not { } facts)
        {
            yield break;
        }

        if (host.Unfit is { } unfit)
        {
            yield return new(true, $"{host.Name} takes no new machines", unfit, "preflight");
        }

        if (facts.Engines.IsEmpty)
        {
            yield return new(true, $"{host.Name} cannot run machines", facts.Problems is [var first, ..] ? first : "No engine was found on it.");
        }

        foreach (var problem in facts.Problems.Skip(facts.Engines.IsEmpty ? 1 : 0))
        {
            yield return new(false, $"{host.Name} is not all right", problem);
        }

        if (host.OrphanCount > 0)
        {
            var one = host.OrphanCount == 1;
            yield return new(false, $"{host.Name} holds {Units.Count(host.OrphanCount, "machine", "machines")} this portal does not know", $"{(one ? "It was" : "They were")} forgotten while the host was away, or left by another portal. Adopt or remove {(one ? "it" : "them")}.", "machines");
        }

        foreach (var disk in facts.Disks.Where(disk => disk.TotalBytes > 0 && 1 - (double)disk.FreeBytes / disk.TotalBytes >= Quanta.WarnsFrom))
        {
            yield return new(false, $"{host.Name} storage is {Units.Percent(1 - (double)disk.FreeBytes / disk.TotalBytes)} full", $"{new ByteSize(disk.FreeBytes)} left in {disk.Path}.");
        }

        if (host.ClockSkewSeconds is { } skew && Math.Abs(skew) >= ClockLimitSeconds)
        {
            yield return new(false, $"The clock of {host.Name} is off", $"{Units.Duration(TimeSpan.FromSeconds(Math.Abs(skew)))} {(skew > 0 ? "ahead of" : "behind")} the portal's. Times in its charts are shifted by that.");
        }

        if (now is { } time && host.CertificateExpiresAt is { } end && end - time < CertificateLimit)
        {
            yield return new(false, $"The certificate of {host.Name} ends soon", $"On {times.Full(end)}. It is renewed by itself while the host answers; this one was not.");
        }
    }
}
