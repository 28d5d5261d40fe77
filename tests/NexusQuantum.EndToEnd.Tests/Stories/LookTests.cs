using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>Every page in two windows and two themes: a picture to look at, no serious finding of axe, nothing wider than the window.</summary>
public sealed class LookTests(Installation installation)
{
    private static readonly (string Name, string Path)[] Pages =
    [
        ("dashboard", "/"), ("machines", "/machines"), ("create", "/machines/create"), ("images", "/images"), ("hosts", "/hosts"), ("activity", "/activity"), ("access", "/access"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Looks => ["desk-dark", "desk-light", "phone-dark", "phone-light"];

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_page_holds(string name)
    {
        await installation.ReadyAsync(Token);
        using var api = installation.Api();
        var machines = (await api.GetAsync("/v1/vms", Token)).Items().ToArray();
        var vm = machines.Length > 0 ? machines[0].Id() : (await api.CreateRunningAsync("look-1", await api.RootImageAsync(Token), Token)).Id();
        var host = (await api.GetAsync("/v1/hosts", Token)).Items().First().Id();
        var look = new[] { Look.Desk, Look.DeskLight, Look.Phone, Look.PhoneLight }.Single(one => one.Name == name);
        await using var window = await installation.Chrome.OpenAsync(look);
        var problems = new List<Exception>();
        foreach (var (page, path) in Pages.Append(("host", "/hosts/" + host)).Append(("machine", "/machines/" + vm)).Append(("console", $"/machines/{vm}/console"))
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
