using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Deploy;

/// <summary>What <c>up.sh --remove</c> deletes of directories, and what it must leave.</summary>
public sealed class DirectoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nqd-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Images => Path.Combine(_root, "images");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task What_we_made_goes_whole()
    {
        Directory.CreateDirectory(Images);
        await ClaimAsync("/data/one");
        File.WriteAllText(Path.Combine(Images, "whatever"), "");
        Assert.Equal("", await ReleaseAsync("/data/one", "lock"));
        Assert.False(Directory.Exists(Images));
    }

    [Fact]
    public async Task What_held_something_before_us_loses_only_our_entries()
    {
        Directory.CreateDirectory(Images);
        File.WriteAllText(Path.Combine(Images, "thesis.txt"), "years");
        await ClaimAsync("/data/one");
        File.WriteAllText(Path.Combine(Images, "ours.ext4"), "");
        File.WriteAllText(Path.Combine(Images, "lock"), "");
        Assert.Contains("holds other things", await ReleaseAsync("/data/one", "*.ext4", "lock"));
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(Images).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_two_installations_use_stays_until_the_last_goes()
    {
        Directory.CreateDirectory(Images);
        await ClaimAsync("/data/one");
        await ClaimAsync("/data/two");
        await ClaimAsync("/data/one");
        File.WriteAllText(Path.Combine(Images, "lock"), "");
        Assert.Contains("the installation of /data/two", await ReleaseAsync("/data/one", "lock"));
        Assert.True(File.Exists(Path.Combine(Images, "lock")));
        Assert.Equal("", await ReleaseAsync("/data/two", "lock"));
        Assert.False(Directory.Exists(Images));
    }

    [Fact]
    public async Task An_empty_directory_that_was_there_is_ours()
    {
        Directory.CreateDirectory(Images);
        await ReleaseAsync("/data/one", "lock");
        Assert.False(Directory.Exists(Images));
    }

    private Task<string> ClaimAsync(string installation) => RunAsync(installation, "claim_directory");

    private Task<string> ReleaseAsync(string installation, params string[] entries) => RunAsync(installation, "release_directory", entries);

    private Task<string> RunAsync(string installation, string function, params string[] words)
    {
        const string Script = """set -euo pipefail; . "$1/deploy/lib/say.sh"; . "$1/deploy/lib/directories.sh"; NEXUS_DATA_DIR=$2; "${@:3}" """;
        return Command.RunAsync("bash", ["-c", Script, "bash", Checkout(), installation, function, Images, .. words], Token);
    }

    /// <summary>The folder of the solution, above the tests' output.</summary>
    private static string Checkout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NexusQuantum.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie in a checkout.");
        }

        return folder.FullName;
    }
}
