using System.Collections.Immutable;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Agent.Vms;

/// <summary>The board at one moment, as a new follower needs it.</summary>
internal sealed record ReportCut(string Epoch, long Version, ImmutableArray<VmReport> Changed, ImmutableArray<VmId> Vms);
