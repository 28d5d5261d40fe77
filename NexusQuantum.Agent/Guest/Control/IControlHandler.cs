using NexusQuantum.Domain.GuestApi;

namespace NexusQuantum.Agent.Guest.Control;

/// <summary>What the control line asks of the guest.</summary>
internal interface IControlHandler
{
    /// <summary>Who is here.</summary>
    GuestHello Hello();

    /// <summary>The host asked who is here, and told its clock.</summary>
    void Pinged(GuestPing ping);

    /// <summary>Becomes who the host says; never throws, its answer tells what did not work.</summary>
    IdentityDone Take(GuestIdentity identity);

    /// <summary>What to report this second; null before an identity came.</summary>
    GuestSample? Sample();

    /// <summary>Begins to shut down.</summary>
    void ShutDown(bool reboot);
}
