using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Pages;
using NexusQuantum.Web.Features.Access.Projects;
using NexusQuantum.Web.Features.Access.Roles;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class ProjectPageTests : Pages
{
    private readonly FakeProjects _projects = new();

    public ProjectPageTests() => Context.Services.AddSingleton<IProjects>(_projects).AddSingleton<IMembers>(_projects).AddSingleton<IRoles>(new FakeRoles());

    [Fact]
    public void A_viewer_sees_what_is_taken_and_why_nothing_can_be_changed()
    {
        var project = Put(new ProjectQuotas(MaxVms: 4), new ProjectUse(3, 6, 2048, 20, 3, 0));
        Me = Me with { Rights = Rights.Of([(project.Id, Role.Viewer.Permissions)]) };
        var page = Show(project.Id);
        Assert.Contains("3", page.Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.All(page.FindAll(".nq-form input"), field => Assert.True(field.HasAttribute("disabled")));
        foreach (var label in (string[])["Save", "Delete project"])
        {
            var button = Button(page, label);
            Assert.Equal("true", button.GetAttribute("aria-disabled"));
            Assert.Contains("access.administer", button.GetAttribute("title"), StringComparison.Ordinal);
        }

        Assert.Contains("project.administer", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("#member-name"));
        Button(page, "Save").Click();
        Assert.Empty(_projects.Calls);
    }

    [Fact]
    public async Task Quotas_are_saved_and_a_mistake_stands_at_its_field()
    {
        var page = Show(Put().Id);
        await page.Find("#p-vms").ChangeAsync(new() { Value = "7" });
        await page.Find("#p-memory").ChangeAsync(new() { Value = "4096" });
        await Button(page, "Save").ClickAsync(new());
        Assert.Equal("edit blue, 7 machines, 4096 MiB", Assert.Single(_projects.Calls));
        Assert.Contains("Saved.", page.Find("[role=status]").TextContent, StringComparison.Ordinal);

        _projects.Refusal = ProjectErrors.NameTaken("blue");
        await Button(page, "Save").ClickAsync(new());
        Assert.Contains("Another project has this name.", page.Find(".nq-form .is-bad").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Saved.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_something_cannot_be_deleted_and_says_what()
    {
        var page = Show(Put(use: new ProjectUse(2, 2, 512, 2, 2, 1)).Id);
        Assert.Contains("still holds 2 machines and 1 images", Button(page, "Delete project").GetAttribute("title"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_that_is_not_there_is_said_so()
        => Assert.Contains("There is no such project.", Show(ProjectId.New()).Find(".errblock").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task Members_come_and_go()
    {
        var page = Show(Put().Id);
        Assert.Contains("Nobody yet.", page.Markup, StringComparison.Ordinal);
        await page.Find("#member-name").InputAsync(new() { Value = "ada" });
        await Button(page, "Add member").ClickAsync(new());
        Assert.Contains("ada", page.FindAll("tbody")[1].TextContent, StringComparison.Ordinal);
        var removing = page.Find("[title='Take operator from ada']").ClickAsync(new());
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await removing;
        Assert.Equal(["add ada", "remove"], _projects.Calls);
        Assert.Contains("Nobody yet.", page.Markup, StringComparison.Ordinal);

        _projects.Refusal = ProjectErrors.NoAccount;
        await page.Find("#member-name").InputAsync(new() { Value = "nobody" });
        await Button(page, "Add member").ClickAsync(new());
        Assert.Contains("No account has this name.", page.Find(".is-bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_a_provider_gave_is_not_taken_by_hand()
    {
        _projects.Members.Add(new MemberView(Guid.CreateVersion7(), Guid.CreateVersion7(), "bot", true, Role.Operator.Id, "operator", Guid.CreateVersion7(), Some.Now, "Corp"));
        var page = Show(Put().Id);
        Assert.Contains("bot, a service account", page.FindAll("tbody")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("provider", page.Find("tbody [aria-disabled=true]").GetAttribute("title"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_list_shows_all_and_makes_one()
    {
        _projects.Projects.Add(FakeProjects.Project("blue"));
        _projects.Projects.Add(FakeProjects.Project("green"));
        var page = Show<ProjectsPage>("/access/projects");
        Assert.Equal(["blue", "green"], page.FindAll("tbody .name").Select(name => name.TextContent));

        await page.Find("#project-name").InputAsync(new() { Value = "red" });
        _projects.Refusal = ProjectErrors.NameTaken("red");
        await Button(page, "Create project").ClickAsync(new());
        Assert.Contains("Another project has this name.", page.Find(".is-bad").TextContent, StringComparison.Ordinal);
        Assert.Equal("create red", Assert.Single(_projects.Calls));
    }

    [Fact]
    public void With_no_project_the_list_says_why()
        => Assert.Contains("None: no role was given to you in any project.", Show<ProjectsPage>("/access/projects").Markup, StringComparison.Ordinal);

    [Fact]
    public void Who_does_not_administer_access_is_told_why_no_project_is_made()
    {
        Me = Me with { Rights = Rights.Of([(null, Role.Operator.Permissions)]) };
        Assert.Contains("access.administer", Button(Show<ProjectsPage>("/access/projects"), "Create project").GetAttribute("title"), StringComparison.Ordinal);
    }

    private ProjectView Put(ProjectQuotas? quotas = null, ProjectUse? use = null)
    {
        _projects.Projects.Add(FakeProjects.Project("blue", quotas, use));
        return _projects.Projects[^1];
    }

    private IRenderedComponent<WithProviders> Show(ProjectId id) => Context.Render<WithProviders>(page => page.AddChildContent<Web.Features.Access.Pages.ProjectPage>(project => project.Add(one => one.Id, id.Value)));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<WithProviders> page, string label)
        => page.FindAll("button").First(button => button.TextContent.Trim().StartsWith(label, StringComparison.Ordinal));
}
