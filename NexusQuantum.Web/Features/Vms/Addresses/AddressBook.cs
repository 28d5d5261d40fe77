using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Networks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Features.Vms.Addresses;

/// <summary>Knows which networks can give an asked-for address, and who has it. The agent has the last word: it knows addresses it gave that nobody told.</summary>
internal sealed class AddressBook(VmBoard board, AgentDirectory directory)
{
    // Beside one number of 64 bits PostgreSQL locks pairs of 32: this one says that the other is an address.
    private const int LockSort = 0x6e71_6970;

    /// <summary>The address as that host would give it; null when the machine would join no network there.</summary>
    public Result<StaticAddress>? On(HostId host, NetworkId? network, AddressWish wish)
        => directory.Find(host) is { } known && Placement.Joined(known.Facts, network) is { } joined ? AddressRules.Fit(wish, joined, known.Addresses.Own) : null;

    /// <summary>
    /// Tells as mistakes that no network the machine could join can give the address. Where one can, the others are passed over by
    /// <see cref="Placement"/>.
    /// </summary>
    public void Check(Caller caller, CreateVmRequest request, AddressWish wish, VmInput input)
    {
        var hosts = Hosts(request).ToArray();
        var fits = hosts.Select(host => (host.Name, Fit: On(host.Id, request.NetworkId, wish))).ToArray();
        if (hosts.Length == 0 || fits.Any(fit => fit.Fit is { Ok: true }))
        {
            return;
        }

        if (caller.WhyNotSomewhere(Permission.NetworkRead) is not null)
        {
            input.Add("ipAddress", $"No network that this machine could join can give {wish.Address} like this. Somebody who may see networks knows which addresses there are.");
        }
        else if (fits is [{ Fit: { Error: { } mistakes } }])
        {
            foreach (var (field, texts) in mistakes.Fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
            {
                Array.ForEach(texts, text => input.Add(field, text));
            }
        }
        else if (fits.All(fit => fit.Fit is null))
        {
            input.Add("ipAddress", "No host that could take this machine has a network on which it could have an address.");
        }
        else
        {
            var reasons = fits.Where(fit => fit.Fit is { Ok: false }).Take(3).Select(fit => $"{fit.Name}: {AddressRules.Sentence(fit.Fit!.Error!)}"); // not null: just looked
            input.Add("ipAddress", $"No network that this machine could join can give {wish.Address}. {string.Join(' ', reasons)}");
        }
    }

    /// <summary>Where the address is taken on every network that could give it; null when one of them has it free.</summary>
    public Error? WhyTaken(CreateVmRequest request, AddressWish wish, IReadOnlyDictionary<NetworkId, string> taken)
    {
        var networks = Hosts(request).Where(host => On(host.Id, request.NetworkId, wish) is { Ok: true }).Select(host => Placement.Joined(host.Facts, request.NetworkId)!.Id).ToArray(); // it was found there
        return networks.Length > 0 && networks.All(taken.ContainsKey) ? VmErrors.AddressTaken(taken[networks[0]]) : null;
    }

    /// <summary>The networks on which a machine was asked to have the address or is reported with it, each with who that is, if the caller may know.</summary>
    public IReadOnlyDictionary<NetworkId, string> TakenOn(Caller caller, Ipv4Address address)
    {
        var text = address.ToString();
        return Spread(caller, text, board.Rows().Where(row => row.Spec.Nics is [{ Address.Address: var asked }, ..] && asked == address || board.Fact(row.Id)?.Report.IpAddresses.Contains(text, StringComparer.Ordinal) == true));
    }

    /// <summary>
    /// The same under a lock of the address, until this transaction ends: of two creates at once the second is told what the first wrote.
    /// </summary>
    public async Task<Error?> LockAndLookAsync(NexusDb db, Caller caller, NetworkId network, Ipv4Address address, CancellationToken cancellationToken)
    {
        var key = BitConverter.ToInt32(address.ToIPAddress().GetAddressBytes());
        // Two statements: the second's snapshot is taken after the lock is held, and so sees what the holder before us committed.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockSort}, {key})", cancellationToken);
        var asked = JsonSerializer.Serialize(new { nics = new[] { new { address = new { address = address.ToString() } } } });
        var rows = await db.Set<VmRow>().FromSql($"SELECT * FROM vms WHERE spec @> {asked}::jsonb").AsNoTracking().ToListAsync(cancellationToken);
        var taken = Spread(caller, address.ToString(), rows).GetValueOrDefault(network) ?? TakenOn(caller, address).GetValueOrDefault(network);
        return taken is null ? null : VmErrors.AddressTaken(taken);
    }

    private IEnumerable<KnownHost> Hosts(CreateVmRequest request) => directory.Feed.Snapshot().Where(host => host.Facts is { } facts
        && (request.HostId is null || host.Id == request.HostId)
        && (request.NetworkId is null || facts.Networks.Any(network => network.Id == request.NetworkId)));

    private Dictionary<NetworkId, string> Spread(Caller caller, string address, IEnumerable<VmRow> rows)
    {
        var all = directory.Feed.Snapshot().SelectMany(host => host.Facts?.Networks ?? []).ToArray();
        var taken = new Dictionary<NetworkId, string>();
        foreach (var row in rows.Where(row => row.Spec.Nics.Length > 0))
        {
            var who = caller.Rights.May(Permission.VmRead, row.ProjectId) ? $"{row.Name} has {address} already." : $"Another machine has {address} already.";
            var there = row.Spec.Nics[0].Network;
            taken.TryAdd(there, who);
            if (all.FirstOrDefault(network => network.Id == there) is { } home)
            {
                foreach (var other in all.Where(other => AreOne(home, other)))
                {
                    taken.TryAdd(other.Id, who);
                }
            }
        }

        return taken;
    }

    /// <summary>
    /// Two hosts' bridges on one network beyond both: they have one range and one router. Two places that happen to use the same numbers look so too;
    /// an address refused there costs less than two machines with one address here.
    /// </summary>
    private static bool AreOne(NetworkFacts one, NetworkFacts other)
        => one is { Mode: NetworkMode.Bridged, Range: not null, Gateway: not null } && other.Mode == NetworkMode.Bridged && one.Range == other.Range && one.Gateway == other.Gateway;
}
