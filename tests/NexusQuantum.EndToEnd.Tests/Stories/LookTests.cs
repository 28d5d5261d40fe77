using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>Every page in two windows and two themes: a picture to look at, no serious finding of axe, nothing wider than the window.</summary>
public sealed class LookTests(Installation installation)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("dashboard", "/"), ("machines", "/machines"), ("create", "/machines/create"), ("images", "/images"), ("hosts", "/hosts"), ("activity", "/activity"), ("audit", "/audit"), ("portal-check", "/portal-check"), ("access", "/access"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("desk")]
    [InlineData("phone")]
    public async Task Every_page_holds(string window)
    {
        await installation.MachineAsync(Token);
        var looks = new[] { Look.Desk, Look.DeskLight, Look.Phone, Look.PhoneLight }.Where(look => look.Name.StartsWith(window, StringComparison.Ordinal));
        await Task.WhenAll(looks.Select(WalkAsync));
    }

    private async Task WalkAsync(Look look)
    {
        using var api = installation.Api();
        var vm = await installation.MachineAsync(Token);
        var host = (await api.GetAsync("/v1/hosts", Token)).Items().First().Id();
        await using var window = await installation.Chrome.OpenAsync(look);
        var problems = new List<Exception>();
        foreach (var (page, path) in Pages.Append(("host", "/hosts/" + host)).Append(("host-preflight", $"/hosts/{host}/preflight")).Append(("requirements", "/requirements")).Append(("machine", "/machines/" + vm)).Append(("console", $"/machines/{vm}/console"))
            .Append(("metrics", $"/machines/{vm}/metrics")).Append(("machine-activity", $"/machines/{vm}/activity")))
        {
            try
            {
                await window.OpenAsync(path);
                await window.Page.WaitForTimeoutAsync(600); // the picture should show figures, not their first frame
                await window.ShotAsync(page);
                await window.AssertNothingStandsOutAsync();
                await window.AssertAccessibleAsync();
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                problems.Add(problem);
            }
        }

        Assert.True(problems.Count == 0, string.Join("\n\n", problems.Select(problem => problem.Message)));
        Assert.Empty(window.Complaints);
    }
}
