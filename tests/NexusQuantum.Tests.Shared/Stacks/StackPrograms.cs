namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>The published programs and the base image, as tests/run.sh makes them under artifacts/.</summary>
public static class StackPrograms
{
    public static string Root { get; } = FindRoot();

    public static string Artifacts => Environment.GetEnvironmentVariable("NEXUS_TEST_ARTIFACTS") ?? Path.Combine(Root, "artifacts");

    public static string Programs => Environment.GetEnvironmentVariable("NEXUS_TEST_PROGRAMS") ?? Path.Combine(Artifacts, "programs");

    /// <summary>Directory that holds <c>nexus-tiny/manifest.json</c>.</summary>
    public static string Images => Environment.GetEnvironmentVariable("NEXUS_TEST_IMAGES") ?? Path.Combine(Artifacts, "images");

    public static string Agent => Path.Combine(Programs, "agent", "nexus-agent");

    public static string Web => Path.Combine(Programs, "web");

    /// <summary>Why a stack cannot be started here; null when it can.</summary>
    public static string? Missing
        => !File.Exists(Agent) || !Directory.Exists(Web) ? $"The programs are not published in {Programs}: run ./tests/run.sh once."
            : !File.Exists(Path.Combine(Images, "nexus-tiny", "manifest.json")) ? $"The base image is not in {Images}: run ./tests/run.sh once."
            : null;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "NexusQuantum.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from inside the source tree.");
    }
}
