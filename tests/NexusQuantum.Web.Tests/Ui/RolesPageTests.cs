using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class RolesPageTests : Pages
{
    private readonly FakeRoles _roles = new();

    public RolesPageTests() => Context.Services.AddSingleton<IRoles>(_roles);

    [Fact]
    public void Built_in_roles_are_shown_with_what_they_allow_and_never_change()
    {
        var page = Show<RolesPage>("/access/roles");
        Assert.Equal(Role.BuiltIn.Length, page.FindAll(".fact").Count);
        Assert.Contains("vm.read", page.Find(".fact .mono").TextContent, StringComparison.Ordinal);
        Assert.All(page.FindAll(".fact .btn"), button => Assert.Contains("is built in and never changes", button.GetAttribute("title"), StringComparison.Ordinal));
        page.Find(".fact .btn").Click();
        Assert.Empty(page.FindAll("#role-name"));
    }

    [Fact]
    public async Task A_role_is_made_of_permissions_and_a_mistake_stands_at_its_field()
    {
        var page = Show<RolesPage>("/access/roles");
        await Button(page, "New role").ClickAsync(new());
        Assert.Equal("true", Button(page, "Save role").GetAttribute("aria-disabled"));
        await page.Find("#role-name").InputAsync(new() { Value = "starter" });
        await Box(page, "vm.power").ChangeAsync(new() { Value = true });
        await Box(page, "vm.read").ChangeAsync(new() { Value = true });
        await Box(page, "vm.read").ChangeAsync(new() { Value = false });
        _roles.Refusal = RoleErrors.Invalid(new(StringComparer.Ordinal) { ["name"] = ["No."], ["permissions"] = ["A role allows at least one thing."] });
        await Button(page, "Save role").ClickAsync(new());
        Assert.Equal("No.", page.Find(".is-bad .hint").TextContent);
        Assert.Contains("A role allows at least one thing.", page.Find(".nq-form").TextContent, StringComparison.Ordinal);

        _roles.Refusal = null;
        await Button(page, "Save role").ClickAsync(new());
        Assert.Equal(["create starter: vm.power", "create starter: vm.power"], _roles.Calls);
        Assert.Empty(page.FindAll("#role-name"));
    }

    [Fact]
    public async Task One_of_ones_own_is_changed_and_deleted_unless_somebody_has_it()
    {
        var free = new RoleView(RoleId.New(), "free", "For nobody.", false, false, ["vm.read"], 0);
        _roles.Roles.Add(free);
        _roles.Roles.Add(free with { Id = RoleId.New(), Name = "taken", Grants = 2 });
        var page = Show<RolesPage>("/access/roles");
        Assert.Contains("Take it away from everybody first.", Button(page, "Delete taken").GetAttribute("title"), StringComparison.Ordinal);
        await Button(page, "Change free").ClickAsync(new());
        Assert.True(Box(page, "vm.read").HasAttribute("checked"));
        await Box(page, "vm.power").ChangeAsync(new() { Value = true });
        await Button(page, "Save role").ClickAsync(new());
        var deleting = Button(page, "Delete free").ClickAsync(new());
        _roles.Refusal = RoleErrors.InUse("free");
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await deleting;
        Assert.Equal(["edit free: vm.read vm.power", "delete"], _roles.Calls);
        Assert.Contains("is given to somebody", page.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_may_not_do_oneself_cannot_be_given_on()
    {
        Me = Me with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.AccessAdminister, Permission.VmRead))]) };
        var page = Show<RolesPage>("/access/roles");
        await Button(page, "New role").ClickAsync(new());
        Assert.False(Box(page, "vm.read").HasAttribute("disabled"));
        var beyond = Box(page, "vm.delete");
        Assert.True(beyond.HasAttribute("disabled"));
        Assert.Contains("vm.delete", beyond.Closest("label")!.GetAttribute("title"), StringComparison.Ordinal); // a box stands in its label
    }

    [Theory]
    [InlineData(typeof(RolesPage))]
    [InlineData(typeof(PeoplePage))]
    [InlineData(typeof(PersonPage))]
    [InlineData(typeof(ProvidersPage))]
    [InlineData(typeof(SignInRulesPage))]
    public void A_viewer_is_told_the_permission_that_such_a_page_needs(Type page)
    {
        Me = Me with { Rights = Rights.Of([(null, Role.Viewer.Permissions)]) };
        var told = Context.Render<NotAllowed>(what => what.Add(one => one.Page, page)).Find(".empty").TextContent;
        Assert.Contains("access.administer", told, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Box(IRenderedComponent<WithProviders> page, string permission)
        => page.FindAll("fieldset label").Single(label => label.QuerySelector(".mono")!.TextContent == permission).QuerySelector("input")!; // each permission has both

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<WithProviders> page, string label)
        => page.FindAll("button").First(button => button.TextContent.Trim().StartsWith(label, StringComparison.Ordinal));
}
