using System.Runtime.InteropServices;

namespace NexusQuantum.Agent.Linux;

/// <summary>
/// How to start this same program again. Published it is <c>/proc/self/exe</c>, which also works after the file was replaced by
/// an upgrade; run from an assembly (development, tests) it is the runtime's host with our assembly.
/// </summary>
internal static class SelfCommand
{
    private const string Assembly = "nexus-agent.dll";

    /// <summary>Program and leading arguments; ours follow.</summary>
    public static IReadOnlyList<string> Prefix { get; } = Make();

    private static IReadOnlyList<string> Make()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, Assembly);
        if (!File.Exists(assembly))
        {
            return ["/proc/self/exe"];
        }

        // .../dotnet/shared/Microsoft.NETCore.App/10.0.x/ -> .../dotnet/dotnet
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var host = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        return [File.Exists(host) ? host : ChildProcess.Find("dotnet") ?? "/usr/bin/dotnet", assembly];
    }
}
