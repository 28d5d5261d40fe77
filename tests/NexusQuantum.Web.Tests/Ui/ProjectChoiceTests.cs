using Bunit;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>Projects on the pages of machines and images: nothing of them is shown to those who see one only.</summary>
public sealed class ProjectChoiceTests : Pages
{
    private static readonly ProjectId Other = ProjectId.New();

    [Fact]
    public void With_one_project_there_is_nothing_to_choose()
    {
        Access.Projects.Add(Project(ProjectId.Default, "default"));
        Vms.Put(Some.Vm("one"));
        Assert.Empty(Show<Machines>("/machines").FindAll("#only-project"));
    }

    [Fact]
    public void Machines_are_narrowed_to_the_project_of_the_address()
    {
        TwoProjects();
        Vms.Put(Some.Vm("mine"));
        Vms.Put(Some.Vm("theirs") with { ProjectId = Other });
        var page = Show<Machines>($"/machines?project={Other}");
        Assert.Equal(["theirs"], page.FindAll("tbody .name").Select(name => name.TextContent));
        Assert.Equal(["All projects", "default", "other"], page.FindAll("#only-project option").Select(option => option.TextContent));
    }

    [Fact]
    public async Task Images_are_narrowed_to_the_chosen_project()
    {
        TwoProjects();
        Images.Put(Some.Image("mine"));
        Images.Put(Some.Image("theirs") with { ProjectId = Other });
        var page = Show<Web.Features.Images.Pages.Images>("/images");
        await page.Find("#only-project").ChangeAsync(new() { Value = Other.ToString() });
        Assert.Equal(["theirs"], page.FindAll("tbody .n b").Select(name => name.TextContent));
    }

    private static ProjectView Project(ProjectId id, string name)
        => new(id, name, null, new ProjectQuotas(), ProjectUse.None, [.. Role.Operator.Permissions.Select(permission => permission.Name())], Some.Now);

    private void TwoProjects() => Access.Projects.AddRange([Project(ProjectId.Default, "default"), Project(Other, "other")]);
}
