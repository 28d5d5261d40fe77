using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Tickets;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What was copied while it was good opens nothing afterwards.</summary>
public sealed class ReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_of_a_cookie_is_worth_nothing_after_the_sign_out()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        var cookie = await portal.CookieAsync(Token);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(portal, cookie));
        await using (var data = portal.Services.CreateAsyncScope())
        {
            var db = data.ServiceProvider.GetRequiredService<NexusDb>();
            var session = Assert.Single(db.Set<SessionRow>());
            Assert.True(await portal.Services.GetRequiredService<SessionBook>().EndAsync(Caller.System, session.AccountId, session.Id, Token));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(portal, cookie));
    }

    [Fact]
    public async Task A_ticket_is_spent_once()
    {
        var portal = await PortalFixture.GetAsync(Token);
        await portal.EnsureAdministratorAsync(Token);
        var office = portal.Services.GetRequiredService<TicketOffice>();
        await using var scope = portal.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByNameAsync(TestPortal.UserName);
        var text = office.Issue(TicketKind.SecondStep, account, TimeSpan.FromMinutes(5));
        var (first, copy) = (office.Read(TicketKind.SecondStep, text), office.Read(TicketKind.SecondStep, text));
        Assert.Null(office.Read(TicketKind.Proof, text));
        Assert.True(await office.SpendAsync(first!, Token)); // issued a line above
        Assert.False(await office.SpendAsync(copy!, Token)); // the same
    }

    private static async Task<HttpStatusCode> MeAsync(TestPortal portal, string cookie)
    {
        using var client = portal.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Add("Cookie", cookie);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
