using System.Text.RegularExpressions;
using NexusQuantum.Agent.Preflight;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Agent.Tests.Preflight;

/// <summary>Each check of what portal and agent bring and what they load: met, missed, and not to be read.</summary>
public sealed partial class RuntimeChecksTests
{
    private const string Libc = "getconf GNU_LIBC_VERSION";
    private const string Loader = "ldconfig -p";
    private const string Both = "\tlibstdc++.so.6 (libc6,x86-64) => /lib/libstdc++.so.6\n\tlibgcc_s.so.1 (libc6,x86-64) => /lib/libgcc_s.so.1\n";

    [Theory]
    [InlineData("glibc 2.36\n", 0, CheckStatus.Pass, "glibc 2.36")]
    [InlineData("glibc 2.28\n", 0, CheckStatus.Pass, "glibc 2.28")]
    [InlineData("glibc 2.17\n", 0, CheckStatus.Fail, "glibc 2.27 or later")]
    [InlineData("musl\n", 0, CheckStatus.Fail, "'musl' is none of glibc")]
    [InlineData("", 1, CheckStatus.Fail, "cannot be read")]
    public Task The_C_library_is_one_the_runtime_loads(string told, int code, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().Answers(Libc, told, code), "packages-libc", status, says);

    [Theory]
    [InlineData("\tlibssl.so.3 (libc6,x86-64) => /lib/libssl.so.3\n" + Both, 0, CheckStatus.Pass, "are there")]
    [InlineData("\tlibssl.so.1.1 (libc6,x86-64) => /lib/libssl.so.1.1\n" + Both, 0, CheckStatus.Pass, "are there")]
    [InlineData("\tlibssl.so.10 (libc6,x86-64) => /lib/libssl.so.10\n" + Both, 0, CheckStatus.Fail, "missing: libssl.so.3")]
    [InlineData("\tlibssl.so.3 (libc6) => /lib32/libssl.so.3\n" + Both, 0, CheckStatus.Fail, "missing: libssl.so.3")]
    [InlineData("\tlibssl.so.3 (libc6,x86-64) => /lib/libssl.so.3\n", 0, CheckStatus.Fail, "libstdc++.so.6, libgcc_s.so.1")]
    [InlineData("", 1, CheckStatus.Fail, "cannot be read")]
    public Task Libraries_are_those_the_loader_finds(string told, int code, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().Answers(Loader, told, code), "packages-libraries", status, says);

    [Theory]
    [InlineData("packages-dotnet", "dotnet --list-sdks", "8.0.204 [/usr/lib]\n10.0.112 [/usr/lib]\n", 0, CheckStatus.Pass, "10.0.112")]
    [InlineData("packages-dotnet", "dotnet --list-sdks", "8.0.204 [/usr/lib]\n", 0, CheckStatus.Warn, "8.0.204) does not build")]
    [InlineData("packages-dotnet", "dotnet --list-sdks", "", 0, CheckStatus.Warn, "no SDK")]
    [InlineData("packages-dotnet", "dotnet --list-sdks", "", 1, CheckStatus.Warn, "cannot be read")]
    [InlineData("packages-dotnet", "uptime", "", 0, CheckStatus.NotApplicable, "they bring their runtime")]
    [InlineData("packages-npm", "npm --version", "9.2.0\n", 0, CheckStatus.Pass, "9.2.0")]
    [InlineData("packages-npm", "npm --version", "6.14.4\n", 0, CheckStatus.Warn, "does not read our lock file")]
    [InlineData("packages-npm", "npm --version", "", 1, CheckStatus.Warn, "cannot be read")]
    [InlineData("packages-npm", "uptime", "", 0, CheckStatus.NotApplicable, "what is installed needs none")]
    public Task What_builds_is_needed_by_nobody_else(string check, string command, string told, int code, CheckStatus status, string says)
        => Checked.ComesOutAsync(new RecordedHost().Answers(command, told, code), check, status, says);

    [Fact]
    public async Task Every_package_of_the_document_is_named_where_it_is_missing()
    {
        using var bare = new RecordedHost();
        var results = await PreflightRunner.RunAsync([.. HostChecks.Of(bare.Host).Where(check => check.Info.Section == CheckSection.Packages.Id && check.Info.Id.StartsWith("packages-", StringComparison.Ordinal))], null, TimeProvider.System, TestContext.Current.CancellationToken);
        var named = results.SelectMany(result => (string[])[result.Outcome.Message, .. result.Outcome.Fix?.Debian ?? [], .. result.Outcome.Fix?.RedHat ?? []]).SelectMany(text => text.Split(' ', ',', ';')).Select(word => word.TrimEnd('.')).ToHashSet(StringComparer.Ordinal);
        var text = await File.ReadAllTextAsync(Path.Combine(WordsOfTheDocument(), "requirements.md"), TestContext.Current.CancellationToken);
        var section = text[text.IndexOf("### System Dependencies", StringComparison.Ordinal)..text.IndexOf("### Database Requirements", StringComparison.Ordinal)];
        var packages = Package().Matches(section).Select(match => match.Groups["name"].Value).Where(name => name is not ("libssl-dev" or "openssl-devel")).ToList(); // for linking, which nothing here does
        Assert.True(packages.Count > 25, $"{packages.Count} packages were read");
        Assert.Empty(packages.Except(named));
    }

    private static string WordsOfTheDocument()
    {
        var at = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(at, "deploy/install")))
        {
            at = Path.GetDirectoryName(at.TrimEnd('/')) ?? throw new InvalidOperationException("The tests run from inside the source tree.");
        }

        return Path.Combine(at, "deploy/install");
    }

    /// <summary>The packages stand alone on indented lines.</summary>
    [GeneratedRegex(@"^ +(?<name>[a-z+.-]+)( \\)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Package();
}
