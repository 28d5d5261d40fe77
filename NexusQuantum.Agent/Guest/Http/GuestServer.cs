using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NexusQuantum.Agent.Guest.Identity;

namespace NexusQuantum.Agent.Guest.Http;

/// <summary>
/// Kestrel alone on a port, without host, configuration or container: they would cost a third of our memory and of the start, and
/// there is nothing to configure. A connection from anywhere but the host or this machine is closed unanswered.
/// </summary>
internal sealed class GuestServer(KeyRing ring, GuestApplication application) : IAsyncDisposable
{
    private const long LargestBody = 256 * 1024;
    private const int MostConnections = 64;
    private KestrelServer? _server;

    /// <summary>Listens; returns once it does. <see cref="IPAddress.IPv6Any"/> listens for IPv4 too, and throws where the kernel has no IPv6.</summary>
    public async Task StartAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = LargestBody;
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxConcurrentUpgradedConnections = MostConnections;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
        options.Listen(address, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                if (ring.Welcomes((connection.RemoteEndPoint as IPEndPoint)?.Address))
                {
                    return next(connection);
                }

                connection.Abort(new ConnectionAbortedException("not the host"));
                return Task.CompletedTask;
            });
        });
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        await _server.StartAsync(application, cancellationToken);
    }

    /// <summary>The port it listens on.</summary>
    public int Port
        => new Uri(_server!.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First()).Port; // set by StartAsync

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _server.StopAsync(now.Token);
            _server.Dispose();
        }
    }
}
