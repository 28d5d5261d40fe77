using System.Net.Http.Headers;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using NexusQuantum.Domain.Access;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Features.Access.Tokens;

namespace NexusQuantum.Web.Tests.Running;

/// <summary>Accounts, roles and projects put straight into a test portal's database: the tests of doors need many callers, not the way they came to be.</summary>
internal sealed class TestPeople(TestPortal portal)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A project of this name.</summary>
    public async Task<ProjectId> ProjectAsync(string name, Action<ProjectRow>? with = null)
    {
        var row = new ProjectRow { Id = ProjectId.New(), Name = name, CreatedAt = TimeProvider.System.GetUtcNow() };
        with?.Invoke(row);
        await SaveAsync(row);
        return row.Id;
    }

    /// <summary>A new account with these roles.</summary>
    public async Task<Account> AccountAsync(string name, params (Role Role, ProjectId? Project)[] roles)
    {
        var account = new Account { Id = Guid.CreateVersion7(), UserName = name, NormalizedUserName = name.ToUpperInvariant(), SecurityStamp = Guid.NewGuid().ToString("N"), CreatedAt = TimeProvider.System.GetUtcNow() };
        await SaveAsync([account, .. roles.Select(role => Grant(account.Id, role.Role.Id, role.Project))]);
        return account;
    }

    /// <summary>A client with a token of this account.</summary>
    public async Task<HttpClient> ClientAsync(Account account, TokenScope scope = TokenScope.Administer, TimeSpan? life = null)
    {
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(account, scope, life));
        return client;
    }

    /// <summary>A client with the cookie of a session of this account, as its browser sends it.</summary>
    public async Task<HttpClient> BrowserAsync(Account account)
    {
        var session = await portal.Services.GetRequiredService<SessionBook>().OpenAsync(account, SessionMethod.Password, null, "test", Token) ?? throw new InvalidOperationException("A session by password always opens.");
        var cookie = portal.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Id.ToString("D")), new Claim(SessionDoor.SessionClaim, session.Id.ToString("D"))], IdentityConstants.ApplicationScheme);
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), new AuthenticationProperties { IssuedUtc = session.CreatedAt, ExpiresUtc = session.ExpiresAt }, IdentityConstants.ApplicationScheme);
        var client = portal.Anonymous();
        client.DefaultRequestHeaders.Add("Cookie", $"{cookie.Cookie.Name}={cookie.TicketDataFormat.Protect(ticket)}");
        client.DefaultRequestHeaders.Add("Origin", portal.Base.GetLeftPart(UriPartial.Authority));
        return client;
    }

    /// <summary>A token of this account.</summary>
    public async Task<string> TokenAsync(Account account, TokenScope scope = TokenScope.Administer, TimeSpan? life = null, IReadOnlyCollection<ProjectId>? projects = null)
        => Marks.Keep((await portal.Services.GetRequiredService<TokenVault>().CreateAsync(Caller.System, new TokenWish(account.Id, account.UserName ?? "", "test", life ?? TimeSpan.FromHours(1), scope, projects), Token)).Value!.Token); // made, or the test may fail here

    /// <summary>A client of a new account with one role.</summary>
    public async Task<HttpClient> ClientAsync(string name, Role role, ProjectId? project = null) => await ClientAsync(await AccountAsync(name, (role, project)));

    /// <summary>Writes rows.</summary>
    public async Task SaveAsync(params object[] rows)
    {
        await using var db = await portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token);
        db.AddRange(rows);
        await db.SaveChangesAsync(Token);
    }

    public static RoleGrantRow Grant(Guid account, RoleId role, ProjectId? project) => new()
    {
        Id = Guid.CreateVersion7(), AccountId = account, RoleId = role, ProjectId = project, GrantedAt = TimeProvider.System.GetUtcNow(), GrantedBy = "test",
    };
}
