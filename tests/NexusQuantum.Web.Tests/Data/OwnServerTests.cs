using NexusQuantum.Web.Data;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Data;

/// <summary>A server of the operator's own, by DATABASE_URL, instead of the private cluster.</summary>
public sealed class OwnServerTests
{
    private const string Password = "p@ss:w/rd #50%?&=+é'\"\\";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_of_any_characters_carries_from_set_up_to_a_machine_and_over_a_restart()
    {
        await using var fleet = await TestFleet.StartAsync(url: await TestDatabases.CreateGuardedAsync(Password, Token));
        var id = await fleet.CreateAsync("web-1");
        await fleet.RestartPortalAsync();
        Assert.Equal("web-1", (await fleet.VmAsync(id)).GetProperty("name").GetString());
        Assert.False(Directory.Exists(Path.Combine(fleet.Portal.Directory, "pg")), "A private cluster was made beside the operator's own.");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_at_start_with_the_fix_and_not_told()
    {
        var url = (await TestDatabases.CreateGuardedAsync(Password, Token)).Replace("p%40ss", "hunter2", StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => TestPortal.StartAsync(url, Token));
        Assert.Contains("password authentication failed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("%40", refused.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message + refused.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named()
    {
        var url = (await TestDatabases.CreateAsync(Token)).Replace("@/t", "@/nowhere", StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => TestPortal.StartAsync(url, Token));
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
        Assert.Contains("CREATE DATABASE", refused.Fix, StringComparison.Ordinal);
    }
}
