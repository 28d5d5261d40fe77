using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Preflight.Portal;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>What is asked of a real PostgreSQL, and of one that hangs.</summary>
public sealed class DatabaseProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_tells_its_version_its_size_and_our_rights()
    {
        var facts = await DatabaseProbe.AskAsync(await TestDatabases.CreateAddressAsync(Token), Token);
        Assert.InRange(facts.VersionNumber, 130000, 169999);
        Assert.StartsWith((facts.VersionNumber / 10000).ToString(System.Globalization.CultureInfo.InvariantCulture), facts.Version, StringComparison.Ordinal);
        Assert.InRange(facts.SharedBufferBytes, 128 * 1024, 16L << 30);
        Assert.InRange(facts.MaxConnections, 10, 10_000);
        Assert.InRange(facts.Milliseconds, 0.001, 1000);
        Assert.True(facts.IsHere);
        Assert.Empty(facts.Missing);
    }

    [Fact]
    public async Task A_role_that_may_only_look_is_found_out()
    {
        const string Password = "Only-to-look-at-1";
        var address = await TestDatabases.CreateAddressAsync(Token);
        // The test's server trusts its superuser on its socket.
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false, Username = "postgres" };
        var reader = $"reader_{Guid.NewGuid():N}";
        await using (var owner = new NpgsqlConnection(settings.ConnectionString))
        {
            await owner.OpenAsync(Token);
            await using var make = new NpgsqlCommand($"CREATE TABLE vms (id int); CREATE ROLE {reader} LOGIN PASSWORD '{Password}'; REVOKE CREATE ON SCHEMA public FROM PUBLIC", owner);
            await make.ExecuteNonQueryAsync(Token);
        }

        settings.Username = reader;
        settings.Password = Password;
        var facts = await DatabaseProbe.AskAsync(new DatabaseAddress(settings.ConnectionString, "test"), Token);
        Assert.Equal(["create schemas in the database", "create tables", "change and fill the tables that are there (vms)"], facts.Missing);
        Assert.False(facts.MayCreateDatabases);
        Assert.Equal(reader, facts.Role);
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_given_up_within_seconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var start = Stopwatch.GetTimestamp();
        var address = DatabaseUrl.Parse($"postgresql://u:secret-word@127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/n").Value!; // well formed
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => DatabasePlace.AnsweringAsync(address, Token));
        Assert.StartsWith("PostgreSQL does not answer at 127.0.0.1/n", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", failure.ToString(), StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 8);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_fix()
    {
        var url = (await TestDatabases.CreateAsync(Token)).Replace("@/t", "@/nowhere", StringComparison.Ordinal);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => DatabasePlace.AnsweringAsync(DatabaseUrl.Parse(url).Value!, Token)); // well formed
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
        Assert.Contains("CREATE DATABASE", failure.Message, StringComparison.Ordinal);
    }
}
