using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>
/// Joins this host to a portal. The connection need not be trusted, so plain HTTP will do: the request carries an HMAC under the
/// token's secret and never the secret, and the answer counts only when its authority's key has the token's fingerprint, its
/// certificate is for our key, of that authority, and names the host it says.
/// </summary>
internal sealed class Enrollment(IdentityStore store, TimeProvider time)
{
    private const int MaxAnswer = 64 * 1024;
    private const string Mend = "Set whichever of the two clocks is wrong (timedatectl set-ntp true), then join with a new token.";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async Task<Result<HostId>> JoinAsync(JoinOrder order, CancellationToken cancellationToken)
    {
        var token = order.Token;
        var previous = order.Anew ? null : store.Current;
        if (previous is not null && !Fingerprint(previous.Authority).AsSpan().SequenceEqual(token.Fingerprint))
        {
            return new Error(ErrorKind.Conflict, "other-portal", $"This host has joined another portal, as host {previous.HostId}, and the token is not of that one.")
            {
                Fix = "To take it away from there, run the line again with --anew at its end. Its machines run on.",
            };
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = IdentityStore.Csr(key);
        var asked = time.GetUtcNow();
        var request = new EnrollRequest
        {
            TokenId = token.Id,
            Csr = Convert.ToBase64String(csr),
            Mac = Convert.ToBase64String(JoinToken.Mac(token.Secret, csr)),
            HostName = order.HostName,
            Address = order.Address,
            AgentVersion = AgentVersion.Text,
            PreviousHostId = previous?.HostId,
            PreviousIdentity = previous is null ? null : store.Prove(csr),
            Authority = System.Buffers.Text.Base64Url.EncodeToString(token.Fingerprint),
            Contract = ContractOffer.Of(AgentVersion.Text).ToString(),
            Clock = asked,
            Addresses = order.Addresses,
        };
        var answered = await PostAsync(order.Manager, request, cancellationToken);
        if (!answered.Ok)
        {
            return answered.Error;
        }

        var (response, portalClock) = answered.Value;
        return portalClock is { } theirs && !ClockRule.Bears(asked, theirs)
            ? Refusals.Clock(order.HostName, asked, theirs) with { Fix = Mend }
            : Believe(response, token, key);
    }

    private Result<HostId> Believe(EnrollResponse response, JoinToken token, ECDsa key)
    {
        try
        {
            using var authority = X509Certificate2.CreateFromPem(response.Authority);
            if (!CryptographicOperations.FixedTimeEquals(Fingerprint(authority), token.Fingerprint))
            {
                return new Error(ErrorKind.Forbidden, "authority-wrong", "The answer does not come from the portal that made the token.") { Fix = "Check MANAGER_BASE, or make a new token in the portal." };
            }

            using var certificate = X509Certificate2.CreateFromPem(response.Certificate);
            var identity = new AgentIdentity(certificate, authority);
            var now = time.GetUtcNow();
            if (!IdentityStore.Matches(certificate, key) || identity.HostId != response.HostId || !identity.IsIssued(certificate, now, X509VerificationFlags.IgnoreNotTimeValid))
            {
                return new Error(ErrorKind.Failed, "certificate-wrong", "The certificate the portal sent is not of its authority, or not for this host's key.") { Fix = "Try again with a new token; when that fails too, something between here and the portal changes answers." };
            }

            if (!identity.IsIssued(certificate, now))
            {
                return new Error(ErrorKind.Failed, "host-clock-wrong", $"The certificate the portal sent is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}, and this host's clock says {now.UtcDateTime:u}.") { Fix = Mend };
            }

            store.Save(key, certificate, authority);
            return identity.HostId;
        }
        catch (Exception e) when (e is CryptographicException or InvalidDataException)
        {
            return new Error(ErrorKind.Failed, "answer-wrong", "The portal's answer cannot be read.");
        }
    }

    private static byte[] Fingerprint(X509Certificate2 authority) => SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo());

    private static async Task<Result<(EnrollResponse Response, DateTimeOffset? Clock)>> PostAsync(Uri manager, EnrollRequest request, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
        };

        // Not a hole: see the class. Nothing secret is sent, and the answer is checked against the token.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        using var http = new HttpClient(handler) { Timeout = Deadline, MaxResponseContentBufferSize = MaxAnswer };
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, AgentJson.Default.EnrollRequest));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(new Uri(manager, "/v1/enroll"), content, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.IsSuccessStatusCode && JsonSerializer.Deserialize(body, AgentJson.Default.EnrollResponse) is { } answer)
            {
                return (answer, response.Headers.Date);
            }

            return Refused(response.StatusCode, body);
        }
        catch (JsonException)
        {
            return new Error(ErrorKind.Failed, "answer-wrong", $"What answers at {manager} is not the portal.") { Fix = "Check --manager or MANAGER_BASE." };
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Error(ErrorKind.Unavailable, "portal-unreachable", $"The portal at {manager} does not answer.") { Fix = "Check the address and that port 18080 is open." };
        }
    }

    private static Error Refused(HttpStatusCode status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, AgentJson.Default.Problem) is { } problem)
            {
                return new Error(ErrorKind.Forbidden, problem.Type, problem.Title) { Fix = problem.Fix };
            }
        }
        catch (JsonException)
        {
            // Something else answers there; the status says what little there is to say.
        }

        return new Error(ErrorKind.Forbidden, "enroll-refused", $"The portal refused with status {(int)status}.") { Fix = "Make a new token in the portal: Hosts, Add host." };
    }
}
