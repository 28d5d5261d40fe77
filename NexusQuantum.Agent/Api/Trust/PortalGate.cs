using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>
/// Decides who is served. 1. In the handshake: whoever holds no certificate of our authority that names a portal does not get as far
/// as HTTP. 2. On each call: that certificate is valid by our clock, the clocks are close and the contracts meet; a portal that fails
/// here is told why, and our clock and contract with every answer. Whoever is refused is logged, see <see cref="RefusalLog"/>.
/// </summary>
internal sealed partial class PortalGate(IdentityStore identity, TimeProvider time, ILogger<PortalGate> log)
{
    private static readonly ContractOffer Ours = ContractOffer.Of(AgentVersion.Text);
    private readonly RefusalLog _refusals = new(time, log);

    /// <summary>1. How a connection that begins its handshake is met.</summary>
    public ValueTask<SslServerAuthenticationOptions> ReceiveAsync(TlsHandshakeCallbackContext handshake)
    {
        var connection = handshake.Connection;
        if (identity.Refresh() && identity.Current is { } renewed)
        {
            Log.Replaced(log, renewed.HostId.ToString(), renewed.Fingerprint);
        }

        var shown = false;
        connection.ConnectionClosed.Register(() =>
        {
            if (!shown && identity.Current is { } self)
            {
                _refusals.Note("hung-up", $"{connection.RemoteEndPoint} hung up before it showed a certificate. If it is the portal it does not accept ours (host {self.HostId}, {self.Fingerprint}, valid from {self.Certificate.NotBefore.ToUniversalTime():u} to {self.Certificate.NotAfter.ToUniversalTime():u}); the portal's page of this host says why.");
            }
        });
        return ValueTask.FromResult(new SslServerAuthenticationOptions
        {
            ServerCertificateContext = identity.Current?.Shown,
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            // A session taken up again would go on under the certificates it began with.
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                shown = true;
                return Admits(certificate as X509Certificate2, connection.RemoteEndPoint);
            },
        });
    }

    /// <summary>2. Null when a call is served. Should a later change of the listener open a second way in, this still denies.</summary>
    public Error? WhyNot(HttpContext context)
    {
        var now = time.GetUtcNow();
        context.Response.Headers.Date = ClockRule.Write(now);
        context.Response.Headers[ContractOffer.Header] = Ours.ToString();
        var error = context.Connection.ClientCertificate is { } peer && identity.Current is { } self
            ? self.Judge(peer, now) switch
            {
                PeerVerdict.Portal => Versed(context) ?? Timely(context, now),
                PeerVerdict.NotNow => Timely(context, now) ?? NotValid(peer, now),
                PeerVerdict.Foreign or PeerVerdict.NoPortal => NoPortal,
            }
            : NoPortal;
        if (error is not null)
        {
            _refusals.Note(error.Type, error.Message);
        }

        return error is null ? null : error with { Kind = ErrorKind.Forbidden };
    }

    private static Error NoPortal { get; } = new(ErrorKind.Forbidden, "not-the-portal", "Only the portal this host joined is served.");

    private bool Admits(X509Certificate2? certificate, EndPoint? from)
    {
        if (certificate is null || identity.Current is not { } self)
        {
            return false;
        }

        var verdict = self.Judge(certificate, time.GetUtcNow());
        if (verdict is PeerVerdict.Foreign)
        {
            _refusals.Note("foreign", $"{from} showed a certificate of another authority than the one this host joined as {self.HostId}: another portal, or the portal was made anew.");
        }
        else if (verdict is PeerVerdict.NoPortal)
        {
            _refusals.Note("no-portal", $"{from} showed a certificate of our authority that names no portal.");
        }

        return verdict is PeerVerdict.Portal or PeerVerdict.NotNow;
    }

    private static Error? Versed(HttpContext context)
    {
        var portal = ContractOffer.Read(context.Request.Headers[ContractOffer.Header]);
        return portal.Meets(Ours) ? null : Refusals.Version(HostReadings.HostName(), Ours, portal);
    }

    private static Error? Timely(HttpContext context, DateTimeOffset now)
        => ClockRule.Read(context.Request.Headers.Date) is { } portal && !ClockRule.Bears(now, portal) ? Refusals.Clock(HostReadings.HostName(), now, portal) : null;

    private static Error NotValid(X509Certificate2 portal, DateTimeOffset now) => new(
        ErrorKind.Forbidden,
        "host-clock-wrong",
        $"The portal's certificate is valid from {portal.NotBefore.ToUniversalTime():u} to {portal.NotAfter.ToUniversalTime():u}, and the clock of {HostReadings.HostName()} says {now.UtcDateTime:u}.");

    private static partial class Log
    {
        [LoggerMessage(12, LogLevel.Information, "This host joined again while the agent runs: it is host {Host} with certificate {Fingerprint} from now on.")]
        public static partial void Replaced(ILogger logger, string host, string fingerprint);
    }
}
