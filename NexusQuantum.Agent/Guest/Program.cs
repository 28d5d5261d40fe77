namespace NexusQuantum.Agent.Guest;

internal static class Program
{
    private static int Main() => 0;
}
