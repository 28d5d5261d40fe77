using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What somebody shows to a hub.</summary>
internal sealed record HubCaller
{
    public Dictionary<string, string> Headers { get; init; } = [];

    public X509Certificate2? Certificate { get; init; }

    public static HubCaller Bearer(string token) => new() { Headers = new() { ["Authorization"] = "Bearer " + token } };

    /// <summary>The headers of a client that is signed in by a cookie.</summary>
    public static HubCaller Browser(HttpClient client)
    {
        using (client)
        {
            return new HubCaller { Headers = client.DefaultRequestHeaders.ToDictionary(header => header.Key, header => string.Join("; ", header.Value)) };
        }
    }

    public HubConnection Connection(Uri portal, string path, HttpTransportType transport)
    {
        var https = Certificate is null ? portal : new UriBuilder(portal) { Scheme = "https" }.Uri;
        var builder = new HubConnectionBuilder().WithUrl(new Uri(https, path), options =>
        {
            options.Transports = transport;
            options.SkipNegotiation = transport == HttpTransportType.WebSockets;
            foreach (var (name, value) in Headers)
            {
                options.Headers[name] = value;
            }

            if (Certificate is { } own)
            {
                options.ClientCertificates = [own];
                options.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = (_, theirs, _, _) => theirs is not null; // made by this portal itself
                options.HttpMessageHandlerFactory = _ =>
                {
                    var handler = new SocketsHttpHandler { UseCookies = false };
                    handler.SslOptions.ClientCertificates = [own];
                    handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own;
                    handler.SslOptions.RemoteCertificateValidationCallback = (_, theirs, _, _) => theirs is not null; // as above
                    return handler;
                };
            }
        });
        return (path.EndsWith("/shell", StringComparison.Ordinal) ? builder.AddMessagePackProtocol() : builder).Build();
    }
}
