namespace NexusQuantum.Web.Ui;

/// <summary>Where the rail's foot gets its sentence from: measured, or not said.</summary>
internal interface IFleetPulse
{
    /// <summary>How the agents stream just now.</summary>
    FleetPulse Now();
}

/// <summary>How the agents stream.</summary>
/// <param name="Streaming">Agents whose watch stream is open.</param>
/// <param name="Agents">Agents that joined.</param>
/// <param name="NewestSampleAt">When the newest sample was taken, UTC; null when there is none.</param>
internal sealed record FleetPulse(int Streaming, int Agents, DateTimeOffset? NewestSampleAt);
