using NexusQuantum.Agent.Guest.Linux;

namespace NexusQuantum.Agent.Guest.Power;

/// <summary>
/// Shuts the guest down in order by the image's own <c>poweroff</c> or <c>reboot</c>, which knows its init (busybox, systemd,
/// sysvinit). Asked again, it asks again: the first may have failed.
/// </summary>
internal static class PowerSwitch
{
    public static void Turn(bool reboot)
    {
        var name = reboot ? "reboot" : "poweroff";
        var path = Programs.Find(name);
        if (path is null)
        {
            GuestLog.Say($"there is no {name} program");
            return;
        }

        GuestLog.Say(reboot ? "rebooting" : "shutting down");
        try
        {
            // Not waited for: it may outlive us, and init takes care of both.
            ChildProcess.Start(new SpawnPlan
            {
                Path = path,
                Argv = [name],
                Environment = ["PATH=" + Programs.RootPath],
                Output = 2,
                Errors = 2,
            }).Dispose();
        }
        catch (LinuxException e)
        {
            GuestLog.Say($"{name}: {e.Message}");
        }
    }
}
