using NexusQuantum.Agent.Guest.Disk;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Pty;

namespace NexusQuantum.Agent.Guest;

/// <summary><c>nexus-guest [run | grow-root | login NAME | version]</c></summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [] or ["run"]:
                await new GuestAgent(TimeProvider.System).RunAsync(CancellationToken.None);
                return 0;
            case ["grow-root"]:
                return GuestAgent.GrowRoot() ? 0 : 1;
            case [Login.Command, var name]:
                return Accounts.System.Find(name) is { } account ? Login.Become(account, Accounts.System.Groups(account)) : 1;
            case ["version"]:
                GuestLog.Say(GuestVersion.Text);
                return 0;
            default:
                GuestLog.Say("usage: nexus-guest [run | grow-root | login NAME | version]");
                return 2;
        }
    }
}
