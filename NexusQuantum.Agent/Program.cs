using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent;

internal static class Program
{
    private const string Usage = """
        nexus-agent: runs the virtual machines of one host for a NexusQuantum portal.

          nexus-agent [run]      serve (the default)
          nexus-agent enroll     join a portal: --manager URL --token TOKEN [--name NAME] [--address ADDRESS[:PORT]]
                                 --anew leaves the portal this host belonged to, or joins as a new host of the same one
          nexus-agent check      whether this host meets the requirements: [--section ID] [--format table|json|junit|html|markdown]
                                 [--fail-on fail|warn] [--no-storage] [--ssh USER@HOST]
                                 --fix mends what it can and asks before each, --unfix takes that back; --yes answers for you
          nexus-agent stop-vms   while no agent runs: turn every VM off, by power button, after 30 s by force
          nexus-agent version    print the version

        Variables: AGENT_BIND (0.0.0.0:9090), MANAGER_BASE, FC_RUN_DIR (/srv/fc), FC_BRIDGE (fcbr0),
        NEXUS_IMAGE_DIR (/srv/images), NEXUS_AGENT_DIR (FC_RUN_DIR/agent), NEXUS_NETWORK_MODE (auto, nat, bridged or user).
        """;

    private static async Task<int> Main(string[] args)
    {
        // The two that run in a process of their own come first: nothing else of the agent may start before them.
        switch (args)
        {
            case [LaunchCommand.Name, ..]:
                return LaunchCommand.Run(args.AsSpan(1));
            case [KvmProbeCommand.Name]:
                return KvmProbeCommand.Run(Console.Out);
            case ["version" or "--version"]:
                Console.WriteLine(AgentVersion.Text);
                return ExitCodes.Good;
            case ["help" or "--help" or "-h"] or ["run" or "enroll" or "check" or "stop-vms", "--help" or "-h"]:
                Console.WriteLine(Usage);
                return ExitCodes.Good;
            case [] or ["run"]:
                return await WithOptionsAsync(static options => new AgentHost(options).RunAsync());
            case ["enroll", ..]:
                return await WithOptionsAsync(options => EnrollCommand.RunAsync(options, args[1..], Console.Out, Console.Error));
            case ["check", ..]:
                return await CheckCommand.RunAsync(args[1..]);
            case ["stop-vms"]:
                return await WithOptionsAsync(StopVmsCommand.RunAsync);
            default:
                Console.Error.WriteLine(Usage);
                return ExitCodes.Usage;
        }
    }

    private static async Task<int> WithOptionsAsync(Func<AgentOptions, Task<int>> run)
    {
        var (options, mistakes) = AgentOptionsReader.Read(Environment.GetEnvironmentVariable, HostReadings.IsRoot);
        if (options is not null)
        {
            return await run(options);
        }

        foreach (var mistake in mistakes)
        {
            Console.Error.WriteLine(mistake);
        }

        return ExitCodes.Usage;
    }
}
