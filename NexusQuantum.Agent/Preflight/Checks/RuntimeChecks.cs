using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Agent.Preflight.Checks;

/// <summary>
/// What portal and agent need instead of toolchains of other languages: they bring their runtime, which loads a few libraries of the
/// host. SDK and npm are for building from source only.
/// </summary>
internal sealed class RuntimeChecks(CheckHost host)
{
    /// <summary>The runtime's own (dotnet/core: release-notes/10.0/supported-os.md). Native code may need a later one; the installer compares before it chooses.</summary>
    private static readonly Version LeastGlibc = new(2, 27);

    private const int Sdk = 10;

    /// <summary>The first that reads lock files of version 3.</summary>
    private const int Npm = 7;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("packages-libc", Required, "C library", "glibc 2.27"), LibcAsync),
        new Check(Info("packages-libraries", Required, "Libraries of the runtime", "OpenSSL 1.1.1 or 3, libstdc++, libgcc"), LibrariesAsync),
        new Check(Info("packages-dotnet", Optional, ".NET, to build from source", "SDK 10"), SdkAsync),
        new Check(Info("packages-npm", Optional, "npm, to build from source", "npm 7"), NpmAsync),
    ];

    private static CheckInfo Info(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Packages.Id, level, title, needed);

    private async Task<CheckOutcome> LibcAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var told = (await host.AskAsync(["getconf", "GNU_LIBC_VERSION"], cancellationToken)).Trim();
        var version = told.Split(' ') is ["glibc", var number] && Version.TryParse(number, out var parsed) ? parsed : throw new UnreadableException("The version of the C library", $"'{told}' is none of glibc");
        return version >= LeastGlibc ? CheckOutcome.Pass(told, $"The C library is {told}.")
            : CheckOutcome.Miss(info, told, $"The C library is {told}; {info.Needed} or later is needed.", new CheckFix("Install one of the supported distributions: a C library is not exchanged alone."));
    }

    /// <summary>As the loader will find them (ldconfig(8)).</summary>
    private async Task<CheckOutcome> LibrariesAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        var known = (await host.AskAsync(["ldconfig", "-p"], cancellationToken)).Split('\n').Where(line => line.Contains("x86-64", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        string[][] needed = [["libssl.so.3", "libssl.so.1.1"], ["libstdc++.so.6"], ["libgcc_s.so.1"]];
        var missing = needed.Where(names => !names.Any(known.Contains)).Select(names => names[0]).ToList();
        return missing.Count == 0 ? CheckOutcome.Pass("all there", "The libraries that portal and agent load are there.")
            : CheckOutcome.Miss(info, $"without {string.Join(", ", missing)}", $"Libraries that portal and agent load are missing: {string.Join(", ", missing)}.", new CheckFix("Install them.")
            {
                Debian = ["sudo apt-get update", "sudo apt-get install -y openssl libstdc++6 libgcc-s1"],
                RedHat = ["sudo dnf install -y openssl-libs libstdc++ libgcc"],
            });
    }

    private async Task<CheckOutcome> SdkAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (!host.System.Has("dotnet"))
        {
            return CheckOutcome.NotApplicable("There is no .NET SDK, and portal and agent need none: they bring their runtime. Building from source needs it, and deploy/up.sh brings it.");
        }

        var found = (await host.AskAsync(["dotnet", "--list-sdks"], cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]).ToList();
        var measured = found.Count == 0 ? "no SDK" : string.Join(", ", found);
        return found.Exists(version => Major(version) == Sdk) ? CheckOutcome.Pass(measured, $"The .NET SDK is here: {measured}.")
            : CheckOutcome.Miss(info, measured, $"The .NET here ({measured}) does not build this product; {info.Needed} does.", CheckFix.Of("Let deploy/up.sh bring it, where you want to build."));
    }

    private async Task<CheckOutcome> NpmAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (!host.System.Has("npm"))
        {
            return CheckOutcome.NotApplicable("There is no npm, and what is installed needs none. Building from source fetches the browser's libraries with it, and deploy/up.sh brings it.");
        }

        var version = (await host.AskAsync(["npm", "--version"], cancellationToken)).Trim();
        return Major(version) >= Npm ? CheckOutcome.Pass(version, $"npm is {version}.")
            : CheckOutcome.Miss(info, version, $"npm {version} does not read our lock file; {info.Needed} or later does.", CheckFix.Of("Take the distribution's own, or a later one, where you want to build."));
    }

    private static int Major(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}
