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
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public async Task<Result<HostId>> JoinAsync(Uri manager, JoinToken token, string hostName, string address, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = IdentityStore.Csr(key);
        var request = new EnrollRequest
        {
            TokenId = token.Id,
            Csr = Convert.ToBase64String(csr),
            Mac = Convert.ToBase64String(JoinToken.Mac(token.Secret, csr)),
            HostName = hostName,
            Address = address,
            AgentVersion = AgentVersion.Text,
            PreviousHostId = store.Current?.HostId,
        };
        var answered = await PostAsync(manager, request, cancellationToken);
        return answered.Then(response => Believe(response, token, key));
    }

    private Result<HostId> Believe(EnrollResponse response, JoinToken token, ECDsa key)
    {
        try
        {
            using var authority = X509Certificate2.CreateFromPem(response.Authority);
            if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()), token.Fingerprint))
            {
                return new Error(ErrorKind.Forbidden, "authority-wrong", "The answer does not come from the portal that made the token.") { Fix = "Check MANAGER_BASE, or make a new token in the portal." };
            }

            using var certificate = X509Certificate2.CreateFromPem(response.Certificate);
            var identity = new AgentIdentity(certificate, authority);
            if (!IdentityStore.Matches(certificate, key) || identity.HostId != response.HostId || !identity.IsIssued(certificate, time.GetUtcNow()))
            {
                return new Error(ErrorKind.Failed, "certificate-wrong", "The portal's certificate is not for this host's key or not valid now.") { Fix = "Compare the clocks of both machines, then try again with a new token." };
            }

            store.Save(key, certificate, authority);
            return identity.HostId;
        }
        catch (Exception e) when (e is CryptographicException or InvalidDataException)
        {
            return new Error(ErrorKind.Failed, "answer-wrong", "The portal's answer cannot be read.");
        }
    }

    private static async Task<Result<EnrollResponse>> PostAsync(Uri manager, EnrollRequest request, CancellationToken cancellationToken)
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
                return answer;
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
