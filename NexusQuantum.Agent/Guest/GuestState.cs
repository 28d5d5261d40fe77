using NexusQuantum.Agent.Guest.Control;
using NexusQuantum.Agent.Guest.Identity;
using NexusQuantum.Agent.Guest.Linux;
using NexusQuantum.Agent.Guest.Power;
using NexusQuantum.Agent.Guest.Proc;
using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest;

/// <summary>Answers the control line with what this guest is and does.</summary>
internal sealed class GuestState(KeyRing ring, IdentityTaker taker, GuestClock clock, GuestSampler sampler) : IControlHandler
{
    public GuestHello Hello() => new()
    {
        Version = GuestVersion.Text,
        BootId = SmallFile.Line("/proc/sys/kernel/random/boot_id") ?? string.Empty,
        Kernel = SmallFile.Line("/proc/sys/kernel/osrelease") ?? string.Empty,
        Distribution = Distribution.Name(),
        UptimeSeconds = GuestSampler.Uptime(),
    };

    public void Pinged(GuestPing ping)
    {
        try
        {
            clock.Follow(ping.Clock);
        }
        catch (Exception e) when (e is IOException or FormatException)
        {
            GuestLog.Say("clock: " + e.Message);
        }
    }

    public IdentityDone Take(GuestIdentity identity) => taker.Take(identity);

    public GuestSample? Sample() => ring.Ready ? sampler.Sample() : null;

    public void ShutDown(bool reboot) => PowerSwitch.Turn(reboot);
}
