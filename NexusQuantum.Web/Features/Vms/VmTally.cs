using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>Machines counted by how wish and fact agree; each machine is counted once.</summary>
/// <param name="Total">All of them.</param>
/// <param name="AsWished">The fact is the wish.</param>
/// <param name="OnTheWay">Someone works on it.</param>
/// <param name="Failed">Could not be brought to its wish.</param>
/// <param name="NotSeen">Its host is out of reach.</param>
/// <param name="Differs">Fact and wish differ and nobody works on it, or the agent holds a newer wish.</param>
internal readonly record struct VmTally(int Total, int AsWished, int OnTheWay, int Failed, int NotSeen, int Differs)
{
    /// <summary>How many need a person.</summary>
    public int NeedsPerson => Failed + NotSeen + Differs;

    /// <summary>Counts machines.</summary>
    public static VmTally Of(IEnumerable<VmView> vms)
    {
        int total = 0, wished = 0, way = 0, failed = 0, unseen = 0, differs = 0;
        foreach (var vm in vms)
        {
            total++;
            _ = Sort(vm) switch
            {
                VmStanding.AsWished => wished++,
                VmStanding.OnTheWay => way++,
                VmStanding.Failed => failed++,
                VmStanding.NotSeen => unseen++,
                VmStanding.Differs => differs++,
            };
        }

        return new(total, wished, way, failed, unseen, differs);
    }

    /// <summary>Where one machine stands.</summary>
    public static VmStanding Sort(VmView vm) => vm switch
    {
        { State: VmState.Unknown } => VmStanding.NotSeen,
        { Diverged: true } => VmStanding.Differs,
        { State: VmState.Failed } => VmStanding.Failed,
        _ when VmLifecycle.IsTransitioning(vm.State) => VmStanding.OnTheWay,
        _ when VmLifecycle.Satisfies(vm.State, vm.Power) => VmStanding.AsWished,
        { OperationId: not null } => VmStanding.OnTheWay,
        _ when vm.AppliedGeneration < vm.Generation => VmStanding.OnTheWay,
        _ => VmStanding.Differs,
    };

    /// <summary>"123 as wished, 2 on the way, 1 failed, 22 not seen".</summary>
    public override string ToString() => string.Join(", ", ((int Count, string Word)[])
        [(AsWished, "as wished"), (OnTheWay, "on the way"), (Failed, "failed"), (NotSeen, "not seen"), (Differs, Differs == 1 ? "differs from its wish" : "differ from their wish")]
        is var parts ? parts.Where(part => part.Count > 0).Select(part => Units.Count(part.Count) + " " + part.Word) : []);
}

/// <summary>How wish and fact of a machine agree.</summary>
internal enum VmStanding
{
    /// <summary>The fact is the wish.</summary>
    AsWished,

    /// <summary>Someone works on it.</summary>
    OnTheWay,

    /// <summary>Could not be brought to its wish.</summary>
    Failed,

    /// <summary>Its host is out of reach.</summary>
    NotSeen,

    /// <summary>Fact and wish differ and nobody works on it.</summary>
    Differs,
}
