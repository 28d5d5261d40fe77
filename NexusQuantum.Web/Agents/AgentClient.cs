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
    private string? _distrust;

    public AgentClient(KnownHost host, CertificateAuthority authority, X509Certificate2 portal)
    {
        Host = host;
        _http = new HttpClient(Handler(authority, portal)) { BaseAddress = new Uri("https://" + host.Address), Timeout = Timeout.InfiniteTimeSpan };
        _sockets = new HttpMessageInvoker(Narrow(Handler(authority, portal)));
    }

    public KnownHost Host { get; }

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
        _distrust = authority.WhyNot(certificate as X509Certificate2, CertificateNames.Host(Host.Id));
        return _distrust is null;
    }

    private async Task<Result<T>> CallAsync<T>(HttpMethod method, string path, HttpContent? content, Func<HttpResponseMessage, CancellationToken, Task<Result<T>>> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return await read(response, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreachable($"no answer within {limit.TotalSeconds:0} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or JsonException)
        {
            return Unreachable(Reason(e));
        }
    }

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
            HttpStatusCode.ServiceUnavailable => ErrorKind.Unavailable,
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

    private string Reason(Exception e) => e switch
    {
        _ when _distrust is { } why => why,
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
