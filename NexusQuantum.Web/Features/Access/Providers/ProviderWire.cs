using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>
/// How the portal itself speaks to providers. It follows no redirect, keeps no cookie, waits and reads only so much: an address that
/// an administrator typed wrong, or a provider that turned bad, gets nothing out of it.
/// </summary>
internal sealed class ProviderWire : IDisposable
{
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>Reads a provider's discovery document and keys, now.</summary>
    public async Task<Result<OpenIdConnectConfiguration>> ReadAsync(string authority, CancellationToken cancellationToken)
    {
        var address = Address(authority);
        try
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, Documents(authority), cancellationToken);
            return WhyNot(authority, found) is { } error ? error : found;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException or ArgumentException or System.Text.Json.JsonException or FormatException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return ProviderErrors.Unreachable(address, Reason(e));
        }
    }

    /// <summary>Keeps the document for a while and reads it anew when keys are missing.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Keep(string authority)
        => new(Address(authority), new Checked(authority), Documents(authority)) { AutomaticRefreshInterval = TimeSpan.FromHours(6), RefreshInterval = TimeSpan.FromMinutes(1) };

    public void Dispose() => Client.Dispose();

    private static string Address(string authority) => authority + "/.well-known/openid-configuration";

    private HttpDocumentRetriever Documents(string authority) => new(Client) { RequireHttps = authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };

    /// <summary>The library believes a document that says it is of somebody else; such a mix-up is an attack (RFC 9207) or a mistake.</summary>
    private static Error? WhyNot(string authority, OpenIdConnectConfiguration found)
    {
        if (!string.Equals(found.Issuer?.TrimEnd('/'), authority, StringComparison.Ordinal))
        {
            return ProviderErrors.WrongIssuer(authority, found.Issuer);
        }

        string?[] addresses = [found.AuthorizationEndpoint, found.TokenEndpoint, found.JwksUri, found.UserInfoEndpoint ?? found.TokenEndpoint];
        return addresses.Any(address => !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !ProviderFields.IsSafe(uri)) ? ProviderErrors.NoCodeFlow("its addresses are missing or not encrypted.")
            : found.ResponseTypesSupported is { Count: > 0 } types && !types.Contains("code", StringComparer.Ordinal) ? ProviderErrors.NoCodeFlow("the response type 'code' is not among those it lists.")
            : found.GrantTypesSupported is { Count: > 0 } grants && !grants.Contains("authorization_code", StringComparer.Ordinal) ? ProviderErrors.NoCodeFlow("the grant type 'authorization_code' is not among those it lists.")
            : null;
    }

    private static string Reason(Exception e)
    {
        var inner = e.GetBaseException();
        return inner is OperationCanceledException ? "it did not answer in time." : inner.Message is { Length: > 200 } text ? text[..200] + "…" : inner.Message;
    }

    private sealed class Checked(string authority) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var found = await OpenIdConnectConfigurationRetriever.GetAsync(address, retriever, cancel);
            return WhyNot(authority, found) is { } error ? throw new InvalidOperationException(error.Message) : found;
        }
    }
}
