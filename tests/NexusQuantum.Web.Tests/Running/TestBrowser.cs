using System.Net;

namespace NexusQuantum.Web.Tests.Running;

/// <summary>As much of a browser as a sign-in needs: cookies by origin, sent also over http to localhost, and redirects that a test can stop at.</summary>
public sealed class TestBrowser : IDisposable
{
    private const int MostRedirects = 20;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Dictionary<string, Dictionary<string, string>> _cookies = new(StringComparer.Ordinal);

    /// <summary>Takes cookies that were given elsewhere.</summary>
    public void Add(Uri origin, string cookies)
    {
        foreach (var cookie in cookies.Split("; ", StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = cookie.IndexOf('=', StringComparison.Ordinal);
            Jar(origin)[cookie[..cut]] = cookie[(cut + 1)..];
        }
    }

    /// <summary>Opens an address and follows where it leads, up to an address that <paramref name="stop"/> names.</summary>
    public Task<Visit> GetAsync(Uri address, CancellationToken cancellationToken, Func<Uri, bool>? stop = null) => GoAsync(new HttpRequestMessage(HttpMethod.Get, address), stop, cancellationToken);

    /// <summary>Posts a form of the page at <paramref name="from"/>.</summary>
    public Task<Visit> PostAsync(Uri address, Uri from, IEnumerable<KeyValuePair<string, string>> form, CancellationToken cancellationToken, Func<Uri, bool>? stop = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("Origin", from.GetLeftPart(UriPartial.Authority));
        return GoAsync(request, stop, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Visit> GoAsync(HttpRequestMessage first, Func<Uri, bool>? stop, CancellationToken cancellationToken)
    {
        var request = first;
        for (var hops = 0; hops < MostRedirects; hops++)
        {
            var address = request.RequestUri!; // always given
            request.Headers.Accept.ParseAdd("text/html");
            if (Jar(address) is { Count: > 0 } jar)
            {
                request.Headers.Add("Cookie", string.Join("; ", jar.Select(pair => $"{pair.Key}={pair.Value}")));
            }

            using var answer = await _client.SendAsync(request, cancellationToken);
            request.Dispose();
            Keep(address, answer);
            if (answer.Headers.Location is not { } location)
            {
                return new Visit(address, answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken), answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? string.Join("; ", policy) : null);
            }

            var next = new Uri(address, location);
            if (stop?.Invoke(next) == true)
            {
                return new Visit(next, answer.StatusCode, "", null);
            }

            request = new HttpRequestMessage(HttpMethod.Get, next);
        }

        throw new InvalidOperationException("Too many redirects, last to " + request.RequestUri);
    }

    private void Keep(Uri address, HttpResponseMessage answer)
    {
        foreach (var line in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (pair, rest) = line.IndexOf(';', StringComparison.Ordinal) is var end && end < 0 ? (line, "") : (line[..end], line[end..]);
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            var gone = pair.Length == cut + 1 || rest.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase);
            if (gone)
            {
                Jar(address).Remove(pair[..cut]);
            }
            else
            {
                Jar(address)[pair[..cut]] = pair[(cut + 1)..];
            }
        }
    }

    private Dictionary<string, string> Jar(Uri address)
    {
        var origin = address.GetLeftPart(UriPartial.Authority);
        return _cookies.TryGetValue(origin, out var jar) ? jar : _cookies[origin] = new(StringComparer.Ordinal);
    }
}

/// <summary>Where a browser ended up.</summary>
public sealed record Visit(Uri Address, HttpStatusCode Status, string Text, string? Policy);
