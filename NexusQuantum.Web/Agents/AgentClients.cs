using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>One client per host, made anew when the host's address, its certificate or ours changed.</summary>
internal sealed class AgentClients(AgentDirectory directory, AuthorityVault vault, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<HostId, Entry> _clients = [];

    public async ValueTask<Result<AgentClient>> ForAsync(HostId id, CancellationToken cancellationToken)
    {
        if (directory.Find(id) is not { } host)
        {
            // Work left by a portal that was killed goes on before the hosts were first read: "no such host" would then be a lie, on
            // which a create fails and a delete lets go of a machine that is there.
            await directory.RefreshAsync(cancellationToken);
            if (directory.Find(id) is not { } read)
            {
                return AgentErrors.UnknownHost;
            }

            host = read;
        }

        var authority = await vault.GetAsync(cancellationToken);
        var portal = await vault.PortalAsync(cancellationToken);
        lock (_gate)
        {
            if (_clients.TryGetValue(id, out var entry) && entry.Portal == portal && Same(entry.Client.Host, host))
            {
                return entry.Client;
            }

            // The old one is left to its running calls and the collector: disposing it would cut a push or a console.
            var client = new AgentClient(host, authority, portal, time);
            _clients[id] = new Entry(portal, client);
            return client;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _clients.Values)
            {
                entry.Client.Dispose();
            }

            _clients.Clear();
        }
    }

    private static bool Same(KnownHost one, KnownHost other)
        => (one.Address, one.Name, one.CertificateFingerprint, one.NextFingerprint) == (other.Address, other.Name, other.CertificateFingerprint, other.NextFingerprint);

    private sealed record Entry(X509Certificate2 Portal, AgentClient Client);
}
