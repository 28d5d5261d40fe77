using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>The second host of the installation, with the network that an agent makes by itself.</summary>
public sealed class FarHost(Installation installation) : RemoteHost(installation, Name, new CablePlan("cable0", "198.18.41"))
{
    public const string Name = "second";
}
