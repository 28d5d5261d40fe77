using System.Net;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>An address that leads nowhere, to each kind of reader.</summary>
public sealed class NotFoundTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/nothing-here")]
    [InlineData("/hosts/not-an-id")]
    public async Task A_person_who_is_signed_in_keeps_the_frame_of_the_pages(string path)
    {
        var portal = await PortalFixture.GetAsync(Token);
        var (status, text) = await GetAsync(portal, path, await portal.CookieAsync(Token));
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("There is no such page", text, StringComparison.Ordinal);
        Assert.Contains("nq-rail", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_as_everywhere()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        var (status, text) = await GetAsync(portal, "/nothing-here", null);
        Assert.Equal((HttpStatusCode.Redirect, ""), (status, text));
    }

    [Fact]
    public async Task A_program_gets_a_problem()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var (status, text) = await GetAsync(portal, "/v1/nothing-here", await portal.CookieAsync(Token));
        Assert.NotEqual(HttpStatusCode.OK, status);
        Assert.Contains("\"type\"", text, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Text)> GetAsync(TestPortal portal, string path, string? cookie)
    {
        using var client = portal.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var answer = await client.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }
}
