using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace NexusQuantum.Web.Http;

/// <summary>TLS and plain HTTP on one port, told apart by the first byte: a TLS record begins with 0x16, no HTTP method does.</summary>
internal static class OnePort
{
    private const byte TlsHandshake = 0x16;
    private static readonly TimeSpan FirstByte = TimeSpan.FromSeconds(10);

    public static void Configure(ListenOptions listen, X509Certificate2 certificate)
    {
        ConnectionDelegate? plain = null;
        listen.Use(secure => async connection =>
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
            deadline.CancelAfter(FirstByte);
            bool tls;
            try
            {
                var read = await connection.Transport.Input.ReadAsync(deadline.Token);
                if (read.Buffer.IsEmpty)
                {
                    return;
                }

                tls = read.Buffer.FirstSpan[0] == TlsHandshake;
                connection.Transport.Input.AdvanceTo(read.Buffer.Start);
            }
            catch (Exception e) when (e is OperationCanceledException or ConnectionResetException)
            {
                // Connected and said nothing: a scanner, or a browser's spare connection.
                return;
            }

            await (tls ? secure : plain!)(connection); // set below, before the first connection is accepted
        });
        listen.UseHttps(certificate, https => https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13);
        listen.Use(next => plain = next);
    }
}
