using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// Speaks to one host's agent over mutual TLS. The peer must hold a certificate of our authority that names this very host; its
/// address proves nothing. What fails is answered as an <see cref="Error"/> that names the host, never thrown.
/// </summary>
internal sealed partial class AgentClient : IDisposable
{
    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(15);
    private readonly HttpMessageInvoker _sockets;
    private readonly HttpClient _http;
    private static readonly ContractOffer Ours = ContractOffer.Of(PortalVersion.Text);
    private readonly TimeProvider _time;
    private Error? _distrust;
    private ShownCertificate? _shown;

    public AgentClient(KnownHost host, CertificateAuthority authority, X509Certificate2 portal, TimeProvider time)
    {
        (Host, _time) = (host, time);
        _http = new HttpClient(Handler(authority, portal)) { BaseAddress = new Uri("https://" + host.Address), Timeout = Timeout.InfiniteTimeSpan };
        _sockets = new HttpMessageInvoker(Narrow(Handler(authority, portal)));
    }

    public KnownHost Host { get; }

    /// <summary>The certificate the host showed at the last connection that was believed; null before one.</summary>
    public ShownCertificate? Shown => Volatile.Read(ref _shown);

    public void Dispose()
    {
        _http.Dispose();
        _sockets.Dispose();
    }

    private SocketsHttpHandler Handler(CertificateAuthority authority, X509Certificate2 portal) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
        MaxResponseHeadersLength = 32,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificateContext = SslStreamCertificateContext.Create(portal, [authority.Certificate], offline: true),
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => Trusts(authority, certificate),
        },
    };

    private bool Trusts(CertificateAuthority authority, X509Certificate? certificate)
    {
        // A refusal in the handshake reaches the caller as a bare hang-up, so the reason is kept here.
        var peer = certificate as X509Certificate2;
        var fault = authority.WhyNot(peer, CertificateNames.Host(Host.Id));
        var shown = peer is null ? null : ShownCertificate.Of(peer);
        fault ??= shown is not null && !Host.Believes(shown.Fingerprint) ? CertificateFault.Replaced : null;
        _distrust = fault is { } wrong ? AgentErrors.Distrusted(Host.Name, wrong, peer) : null;
        if (fault is null)
        {
            Volatile.Write(ref _shown, shown);
        }

        return fault is null;
    }

    /// <summary>
    /// Whether to work with an agent that answered so; null when its clock and contract are fit. Asked of every answer, also of its
    /// refusals: the agent finds the same by what we send, and logs it.
    /// </summary>
    private Error? WhyNot(string? date, string? contract)
        => ContractOffer.Read(contract) is var agent && !agent.Meets(Ours) ? Refusals.Version(Host.Name, agent, Ours)
            : ClockRule.Read(date) is { } clock && _time.GetUtcNow() is var now && !ClockRule.Bears(clock, now) ? Refusals.Clock(Host.Name, clock, now)
            : null;

    private async Task<Result<T>> CallAsync<T>(HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            request.Headers.TryAddWithoutValidation(ContractOffer.Header, Ours.ToString());
            request.Headers.Date = _time.GetUtcNow();
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (WhyNot(First(response.Headers, "Date"), First(response.Headers, ContractOffer.Header)) is { } refusal)
            {
                return refusal;
            }

            return await read(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or JsonException)
        {
            return Unreachable(e);
        }
    }

    private static string? First(System.Net.Http.Headers.HttpResponseHeaders headers, string name)
        => headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private Task<Result<T>> CallAsync<T>(HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
        where T : class
        => CallAsync(method, path, content, (response, token) => ReadAsync(response, contract, token), CallLimit, cancellationToken);

    private async Task<Result<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> contract, CancellationToken cancellationToken)
        where T : class
    {
        if (!response.IsSuccessStatusCode)
        {
            return await ProblemAsync(response, cancellationToken);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(body, contract, cancellationToken) is { } value ? value : Unreachable("it answered nothing");
    }

    private async Task<Error> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var kind = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => ErrorKind.Invalid,
            HttpStatusCode.NotFound => ErrorKind.NotFound,
            HttpStatusCode.Conflict => ErrorKind.Conflict,
            HttpStatusCode.RequestEntityTooLarge => ErrorKind.TooLarge,
            HttpStatusCode.UnprocessableEntity => ErrorKind.Unsupported,
            HttpStatusCode.TooManyRequests => ErrorKind.TooMany,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.Forbidden => ErrorKind.Unavailable,
            _ => ErrorKind.Failed,
        };
        if (response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            if (await JsonSerializer.DeserializeAsync(body, AgentJson.Default.Problem, cancellationToken) is { } problem)
            {
                return new Error(kind, problem.Type, problem.Title) { Fix = problem.Fix, Fields = problem.Errors };
            }
        }

        return new Error(kind, "agent-refused", $"The agent of {Host.Name} answered {(int)response.StatusCode}.");
    }

    private Error Unreachable(string reason) => AgentErrors.Unreachable(Host.Name, reason);

    private Error Unreachable(Exception e)
        => e is AuthenticationException or { InnerException: AuthenticationException } && _distrust is { } why ? why : Unreachable(Reason(e));

    private static string Reason(Exception e) => e switch
    {
        JsonException => "its answer is not what this release understands",
        { InnerException: SocketException socket } => Word(socket.SocketErrorCode),
        { InnerException: AuthenticationException } => "the TLS handshake failed; it may not trust this portal",
        { InnerException: TimeoutException } => "it does not take the connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or { InnerException: IOException } => "it hung up; it may not trust this portal",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name has no address",
        _ => "the connection broke",
    };

    private static string Word(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name has no address",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no way to its network",
        SocketError.ConnectionReset => "it hung up",
        _ => "the connection failed",
    };
}
