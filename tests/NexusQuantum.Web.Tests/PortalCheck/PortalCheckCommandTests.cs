using System.Text.Json;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>The command, on this machine and a real database, without a portal.</summary>
public sealed class PortalCheckCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nq-check-").FullName;
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_for_people_and_nothing_made()
    {
        var before = Directory.EnumerateFileSystemEntries(_directory).ToList();
        var status = await RunAsync(["--section", "database", "--section", "directories"], ("DATABASE_URL", await TestDatabases.CreateAsync(Token)), ("NEXUS_DATA_DIR", _directory));
        var told = _output.ToString();
        Assert.Contains("nexus-portal", told, StringComparison.Ordinal);
        Assert.Contains("Connection", told, StringComparison.Ordinal);
        Assert.Contains("This portal meets what is required.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Ports", told, StringComparison.Ordinal);
        Assert.Equal(0, status);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Json_for_programs_and_1_when_something_required_is_missing()
    {
        var status = await RunAsync(["--format", "json"], ("DATABASE_URL", "postgresql://u:quexilvant-word@127.0.0.1:1/n"), ("NEXUS_DATA_DIR", _directory));
        var results = JsonDocument.Parse(_output.ToString()).RootElement.GetProperty("results").EnumerateArray();
        var connection = results.Single(result => result.GetProperty("info").GetProperty("id").GetString() == "database-connection").GetProperty("outcome");
        Assert.Equal((1, "fail"), (status, connection.GetProperty("status").GetString()));
        Assert.Contains("does not answer at 127.0.0.1/n", connection.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("quexilvant", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_database_of_ones_own_the_private_one_is_told_of_and_not_made()
    {
        await RunAsync(["--section", "database"], ("NEXUS_DATA_DIR", _directory));
        Assert.Contains("There is no server to ask yet.", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Theory]
    [InlineData("--section is one of system, database, ports, addresses, directories, environment.", "--section", "cpu")]
    [InlineData("--format is table, json, junit, html or markdown.", "--format", "pdf")]
    [InlineData("--fail-on is fail or warn.", "--fail-on")]
    [InlineData("check does not know '--fix'.", "--fix")]
    public async Task Words_it_does_not_know(string says, params string[] words)
    {
        Assert.Equal(2, await RunAsync(words));
        Assert.Equal(says, _error.ToString().Trim());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Warnings_count_when_asked()
    {
        (string, string)[] variables = [("DATABASE_URL", await TestDatabases.CreateAsync(Token)), ("NEXUS_DATA_DIR", _directory)];
        // The server of the tests has small buffers.
        Assert.Equal(0, await RunAsync(["--section", "database"], variables));
        Assert.Equal(1, await RunAsync(["--section", "database", "--fail-on", "warn"], variables));
    }

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private Task<int> RunAsync(string[] words, params (string Name, string Value)[] variables)
        => PortalCheckCommand.RunAsync(words, name => Array.Find(variables, pair => pair.Name == name).Value, _output, _error);
}
