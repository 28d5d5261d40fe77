namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>What the two ends of a cable are called, and which addresses they have.</summary>
/// <param name="NearEnd">The adapter on the portal's side.</param>
/// <param name="Network">The first three numbers of its /24.</param>
internal sealed record CablePlan(string NearEnd, string Network)
{
    /// <summary>The adapter on the other side.</summary>
    public string FarEnd => "uplink0";

    public string NearAddress => Network + ".1";

    public string FarAddress => Network + ".2";
}
