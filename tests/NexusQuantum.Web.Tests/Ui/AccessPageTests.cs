using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Pages;

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
        var page = Show<AccessPage>("/access");
        await page.Find("#token-name").InputAsync(new() { Value = "plain" });
        await page.Find("form.nq-token").SubmitAsync();
        await page.Find("#token-name").InputAsync(new() { Value = "chosen" });
        await page.Find("#token-scope").ChangeAsync(new() { Value = "Operate" });
        await page.Find("#token-projects").InputAsync(new() { Value = "00000000-0000-7000-8000-000000000001" });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Equal([(TokenScope.Read, 0), (TokenScope.Operate, 1)], Access.Tokens.Select(token => (token.Scope, token.Projects?.Count ?? 0)));
        Assert.Contains("operate, in 1 project", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_is_no_id_is_said_at_its_field()
    {
        var page = Show<AccessPage>("/access");
        await page.Find("#token-name").InputAsync(new() { Value = "x" });
        await page.Find("#token-projects").InputAsync(new() { Value = "web" });
        await page.Find("form.nq-token").SubmitAsync();
        Assert.Contains("named by its id", page.Find("form.nq-token").TextContent, StringComparison.Ordinal);
        Assert.Empty(Access.Tokens);
    }
}
