using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access.Pages;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class ServiceAccountsPageTests : Pages
{
    [Fact]
    public async Task An_account_is_made_with_the_least_role_gets_a_token_rests_and_goes()
    {
        var page = Show<ServiceAccountsPage>("/access/services");
        Assert.Contains("None yet", page.Markup, StringComparison.Ordinal);
        await page.Find("#service-name").InputAsync(new() { Value = "deploy-bot" });
        await page.Find("form.nq-token").SubmitAsync();
        var role = Assert.Single(Assert.Single(Services.Accounts).Roles);
        Assert.Equal(Role.Viewer.Id, role.RoleId);
        Assert.Equal(ProjectId.Default, role.ProjectId);
        Assert.Contains("viewer in default, of mara", page.Markup, StringComparison.Ordinal);

        await page.Find("[title='A token of deploy-bot for 90 days']").ClickAsync(new());
        Assert.Contains("nqt_secret-of-deploy-bot", page.Markup, StringComparison.Ordinal);
        await page.Find("[title='Let the tokens rest of deploy-bot']").ClickAsync(new());
        Assert.Contains("disabled, viewer in default", page.Markup, StringComparison.Ordinal);

        var deleting = page.Find("[title='Delete deploy-bot']").ClickAsync(new());
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await deleting;
        Assert.Empty(Services.Accounts);
    }

    [Fact]
    public void Who_administers_nothing_is_told_why_nothing_can_be_made()
    {
        Me = Me with { Rights = Rights.None };
        var page = Show<ServiceAccountsPage>("/access/services");
        Assert.Equal("true", page.Find("form.nq-token .btn-primary").GetAttribute("aria-disabled"));
        Assert.Contains("You may not give people roles in the project.", page.Find("form.nq-token").TextContent, StringComparison.Ordinal);
    }
}
