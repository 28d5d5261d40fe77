using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Data;

public sealed class PrivateClusterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_made_adopted_and_stopped_and_its_role_is_nobody_special()
    {
        var directory = TestPortal.Temporary();
        Directory.CreateDirectory(directory);
        try
        {
            var cluster = new PrivateCluster(directory, NullLogger.Instance);
            await cluster.EnsureRunningAsync(Token);
            var pid = cluster.Pid;
            Assert.NotNull(pid);

            var adopting = new PrivateCluster(directory, NullLogger.Instance);
            await adopting.EnsureRunningAsync(Token);
            Assert.Equal(pid, adopting.Pid);

            await using (var data = NpgsqlDataSource.Create(adopting.Address.ConnectionString))
            {
                await using var role = data.CreateCommand("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user");
                Assert.Equal(false, await role.ExecuteScalarAsync(Token));
                await using var open = data.CreateCommand("SHOW listen_addresses");
                Assert.Equal("", await open.ExecuteScalarAsync(Token));
                await using var sums = data.CreateCommand("SHOW data_checksums");
                Assert.Equal("on", await sums.ExecuteScalarAsync(Token));
            }

            await cluster.StopAsync(Token);
            Assert.Null(cluster.Pid);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_killed_cluster_is_back_within_ten_seconds_and_requests_meanwhile_are_told_so()
    {
        await using var portal = await TestPortal.StartAsync(null, Token);
        using var client = await portal.SignedInAsync(Token);
        using var fine = await client.GetAsync("/v1/operations", Token);
        Assert.Equal(HttpStatusCode.OK, fine.StatusCode);

        var cluster = (PrivateCluster)portal.Services.GetService(typeof(PrivateCluster))!;
        var watch = Stopwatch.StartNew();
        Process.GetProcessById(cluster.Pid!.Value).Kill();
        var refused = 0;
        while (true)
        {
            using var answer = await client.GetAsync("/v1/operations", Token);
            if (answer.StatusCode == HttpStatusCode.OK && refused > 0)
            {
                break;
            }

            if (answer.StatusCode != HttpStatusCode.OK)
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
                Assert.NotNull(answer.Headers.RetryAfter);
                Assert.Contains("database-unavailable", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                refused++;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The cluster did not come back.");
            await Task.Delay(50, Token);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task A_second_portal_on_the_same_directory_is_refused()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(async () => await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, directory: portal.Directory));
        Assert.Contains("Another portal", refused.Message, StringComparison.Ordinal);
        Assert.Contains("NEXUS_DATA_DIR", refused.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_the_fix()
    {
        var portal = await PortalFixture.GetAsync(Token);
        var directory = TestPortal.Temporary();
        var url = await TestDatabases.CreateAsync(Token);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => TestPortal.StartAsync(url, options => options with { Bind = new IPEndPoint(IPAddress.Loopback, portal.Base.Port) }, Token, directory: directory));
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
        Assert.Contains("MANAGER_BIND", refused.Fix, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_database_sealed_with_another_master_key_is_refused()
    {
        var url = await TestDatabases.CreateAsync(Token);
        await (await TestPortal.StartAsync(url, Token)).DisposeAsync();
        var directory = TestPortal.Temporary();
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => TestPortal.StartAsync(url, Token, directory: directory));
        Assert.Contains("master.key", refused.Fix, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }
}
