using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Sessions;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class PeoplePageTests : Pages
{
    private readonly FakeAccounts _accounts = new();

    public PeoplePageTests() => Context.Services.AddSingleton<IAccounts>(_accounts);

    [Fact]
    public async Task Somebody_is_invited_and_the_link_shown()
    {
        var page = Show<PeoplePage>("/access/people");
        Assert.Contains("mara", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("active", page.Find("tbody").TextContent, StringComparison.Ordinal);
        await page.Find("#invite-name").InputAsync(new() { Value = "ada" });
        await page.Find("#invite-role").ChangeAsync(new() { Value = Role.Viewer.Id.ToString() });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Equal($"invite ada {Role.Viewer.Id}", Assert.Single(_accounts.Calls));
        Assert.EndsWith("/join#the-secret", page.Find(".copy code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_no_link()
    {
        _accounts.Refusal = new Error(ErrorKind.Forbidden, "grant-beyond-own", "That is more than you may.");
        var page = Show<PeoplePage>("/access/people");
        await page.Find("#invite-name").InputAsync(new() { Value = "ada" });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Contains("That is more than you may.", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".copy"));
    }

    [Fact]
    public async Task An_account_shows_how_it_signs_in_and_is_disabled_and_reset()
    {
        _accounts.Person = _accounts.Person with { Sessions = [new SessionView(Guid.CreateVersion7(), false, "Firefox on Linux", "10.0.0.7", "password", Some.Now, Some.Now, Some.Now.AddDays(1))] };
        var page = ShowPerson();
        Assert.Contains("authenticator app, 2 passkeys, 8 recovery codes", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Firefox on Linux", page.Markup, StringComparison.Ordinal);
        await Button(page, "End all").ClickAsync(new());
        await Button(page, "Disable").ClickAsync(new());
        var linking = Button(page, "New link").ClickAsync(new());
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await linking;
        Assert.Equal("end all, disable, link", string.Join(", ", _accounts.Calls));
        Assert.EndsWith("/join#the-secret", page.Find(".copy code").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_owns_something_is_deleted_only_with_an_heir()
    {
        _accounts.Person = _accounts.Person with { Owns = new OwnsView(2, 0, 1) };
        var page = ShowPerson();
        Assert.Contains("owns 2 machines and 1 service account", page.Markup, StringComparison.Ordinal);
        Assert.Equal("true", Button(page, "Delete account").GetAttribute("aria-disabled"));
        await page.Find("#heir").ChangeAsync(new() { Value = Me.UserId.ToString() });
        var deleting = Button(page, "Delete account").ClickAsync(new());
        await page.Find("#confirm-name").InputAsync(new() { Value = "ada" });
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await deleting;
        Assert.Equal($"delete {Me.UserId}", Assert.Single(_accounts.Calls));
    }

    [Fact]
    public void Nobody_ends_their_own_account()
    {
        _accounts.Person = _accounts.Person with { Account = _accounts.Person.Account with { Id = Me.UserId } };
        var page = Show(Me.UserId);
        foreach (var label in (string[])["Disable", "New link", "Delete account"])
        {
            Assert.Contains("your own account", Button(page, label).TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_tokens_of_somebody_else_are_shown_and_revoked_after_a_question()
    {
        Access.Tokens.Add(new TokenView(Guid.CreateVersion7(), "backup", TokenScope.Operate, [ProjectId.Default.Value], Some.Now.AddDays(-3), Some.Now.AddDays(20), Some.Now.AddMinutes(-4)));
        var page = ShowPerson();
        var row = page.FindAll("tr").Single(line => line.TextContent.Contains("backup", StringComparison.Ordinal)).TextContent;
        Assert.All((string[])["operate, in 1 project", "4 min ago", "in 20 d"], what => Assert.Contains(what, row, StringComparison.Ordinal));
        var revoking = page.Find("[title='Revoke backup']").ClickAsync(new());
        Assert.Single(Access.Tokens);
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await revoking;
        Assert.Empty(Access.Tokens);
        Assert.Contains("None.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_that_cannot_be_read_are_said_so()
    {
        Access.Outage = new Error(ErrorKind.Unavailable, "database-unavailable", "The database does not answer now.");
        Assert.Contains("does not answer now", ShowPerson().Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<WithProviders> ShowPerson() => Show(_accounts.Person.Account.Id);

    private IRenderedComponent<WithProviders> Show(Guid id)
        => Context.Render<WithProviders>(page => page.AddChildContent<PersonPage>(person => person.Add(one => one.Id, id)));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<WithProviders> page, string label)
        => page.FindAll("button").First(button => button.TextContent.Trim().StartsWith(label, StringComparison.Ordinal));
}
