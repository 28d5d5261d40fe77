using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class AccessPageTests : Pages
{
    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        var page = Show<AccessPage>("/access");
        Assert.Contains("None yet", page.Markup, StringComparison.Ordinal);
        await page.Find("#token-name").InputAsync(new() { Value = "backup script" });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Contains("nqt_secret-of-backup script", page.Markup, StringComparison.Ordinal);
        Assert.Contains("in 90 d", page.Find("tbody").TextContent, StringComparison.Ordinal);

        var revoking = page.Find("tbody .btn").ClickAsync(new());
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await revoking;
        Assert.Empty(Access.Tokens);
        Assert.DoesNotContain("nqt_secret", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_stands_at_its_field()
    {
        Access.Refusal = new Error(ErrorKind.Invalid, "token-invalid", "The token cannot be made as asked.") { Fields = new Dictionary<string, string[]> { ["expiresInDays"] = ["A token lives 1 to 365 days."] } };
        var page = Show<AccessPage>("/access");
        await page.Find("#token-name").InputAsync(new() { Value = "x" });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Contains("A token lives 1 to 365 days.", page.Find("form.nq-token").TextContent, StringComparison.Ordinal);
        Assert.Empty(Access.Tokens);
    }

    [Fact]
    public async Task A_token_reads_only_unless_more_is_asked_for()
    {
        Access.Projects.AddRange([FakeProjects.Project("blue"), FakeProjects.Project("green")]);
        var page = Show<AccessPage>("/access");
        await page.Find("#token-name").InputAsync(new() { Value = "plain" });
        await page.Find("form.nq-token").SubmitAsync();
        await page.Find("#token-name").InputAsync(new() { Value = "chosen" });
        await page.Find("#token-scope").ChangeAsync(new() { Value = "Operate" });
        await page.Find("#token-where").ChangeAsync(new() { Value = "chosen" });
        await page.FindAll("fieldset input")[1].ChangeAsync(new() { Value = true });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Equal(Access.Projects[1].Id.Value, Assert.Single(Access.Tokens[1].Projects!)); // it is limited
        Assert.Equal([(TokenScope.Read, 0), (TokenScope.Operate, 1)], Access.Tokens.Select(token => (token.Scope, token.Projects?.Count ?? 0)));
        Assert.Contains("operate, in 1 project", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_projects_to_choose_are_those_the_caller_sees_and_one_must_be_chosen()
    {
        Access.Projects.AddRange([FakeProjects.Project("blue"), FakeProjects.Project("green")]);
        var page = Show<AccessPage>("/access");
        Assert.Empty(page.FindAll("fieldset"));
        await page.Find("#token-name").InputAsync(new() { Value = "x" });
        await page.Find("#token-where").ChangeAsync(new() { Value = "chosen" });
        Assert.Equal(["blue Of the tests", "green Of the tests"], page.FindAll("fieldset label").Select(label => label.TextContent.Trim()));
        Assert.Contains("Choose a project first.", page.Find("form.nq-token .btn-primary").GetAttribute("title"), StringComparison.Ordinal);
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Empty(Access.Tokens);

        // What the server says of them stands at the field.
        await page.Find("fieldset input").ChangeAsync(new() { Value = true });
        Access.Refusal = new Error(ErrorKind.Invalid, "token-invalid", "The token cannot be made as asked.") { Fields = new Dictionary<string, string[]> { ["projects"] = ["There is no such project, or you have no role in it."] } };
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Contains("There is no such project", page.Find(".is-bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokens_that_cannot_be_read_are_said_so_and_not_called_none()
    {
        Access.Outage = new Error(ErrorKind.Unavailable, "database-unavailable", "The database does not answer now.");
        var page = Show<AccessPage>("/access");
        Assert.Contains("does not answer now", page.Find(".errblock").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("None yet", page.Markup, StringComparison.Ordinal);
    }
}
