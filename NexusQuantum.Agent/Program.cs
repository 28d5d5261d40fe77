using NexusQuantum.Agent.Linux;

namespace NexusQuantum.Agent;

internal static class Program
{
    private static int Main(string[] args) => args switch
    {
        // The two that run in a process of their own come first: nothing else of the agent may start before them.
        [LaunchCommand.Name, ..] => LaunchCommand.Run(args.AsSpan(1)),
        [KvmProbeCommand.Name] => KvmProbeCommand.Run(Console.Out),
        _ => 0,
    };
}
