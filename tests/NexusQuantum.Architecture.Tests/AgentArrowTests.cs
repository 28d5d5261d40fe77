using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Api → {Vms, Images, Shells, Metrics, Preflight} → {Engines, Volumes, Networks, Guests, Snapshots} → Linux → Domain.</summary>
public sealed class AgentArrowTests
{
    private const string Root = "NexusQuantum.Agent";

    private static readonly Dictionary<string, int> Floors = new(StringComparer.Ordinal)
    {
        ["Api"] = 4,
        ["Vms"] = 3, ["Images"] = 3, ["Shells"] = 3, ["Metrics"] = 3, ["Preflight"] = 3,
        ["Engines"] = 2, ["Volumes"] = 2, ["Networks"] = 2, ["Guests"] = 2, ["Snapshots"] = 2,
        ["Linux"] = 1,
    };

    /// <summary>Arrows that point up, each with its reason.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["NexusQuantum.Agent.Vms.VmDirectory"] = "the names of the files of a VM; it holds paths and does nothing",
    };

    [Fact]
    public void Every_room_has_a_floor()
        => Rule.Holds(AssemblyScan.Agent.Types.Select(type => Rooms.Of(type.FullName, Root)).Where(room => room.Length > 0 && !Floors.ContainsKey(room)).Distinct());

    [Fact]
    public void No_room_names_a_room_above_it()
        => Rule.Holds(Rooms.Arrows(AssemblyScan.Agent, Root).Where(arrow => arrow.From.Length > 0 && arrow.To.Length > 0
            && Floors.GetValueOrDefault(arrow.From) < Floors.GetValueOrDefault(arrow.To) && !Allowed.ContainsKey(arrow.Target.FullName)));

    [Fact]
    public void Rooms_know_options_of_the_root_but_not_its_host()
        => Rule.Holds(Rooms.Arrows(AssemblyScan.Agent, Root).Where(arrow => arrow.To.Length == 0
            && !(arrow.Target.IsRecord || arrow.Target.IsEnum || arrow.Target.IsInterface || arrow.Target.Name == "AgentVersion")));

    [Fact]
    public void Only_Linux_calls_the_kernel()
        => Rule.Holds(AssemblyScan.Agent.Types.Where(type => type.HasNativeCalls && Rooms.Of(type.FullName, Root) != "Linux").Select(type => type.FullName));

    [Fact]
    public void Only_Linux_starts_processes()
        => Rule.Holds(AssemblyScan.Agent.Types.Where(type => Rooms.Of(type.FullName, Root) != "Linux" && ProcessRule.Starts(type)).Select(type => type.FullName));

    [Fact]
    public void In_the_guest_only_its_system_rooms_call_the_kernel_or_start_processes()
    {
        string[] rooms = ["Linux", "Pty", "Proc"];
        Rule.Holds(AssemblyScan.Guest.Types
            .Where(type => (type.HasNativeCalls || ProcessRule.Starts(type)) && !rooms.Contains(Rooms.Of(type.FullName, Root + ".Guest"), StringComparer.Ordinal))
            .Select(type => type.FullName));
    }

    [Fact]
    public void Words_of_QMP_stay_in_its_room()
        => Rule.Holds(AssemblyScan.Agent.Types.Where(type => !type.Namespace.StartsWith(Root + ".Engines.Qemu", StringComparison.Ordinal)
            && type.Uses.Any(name => name.StartsWith(Root + ".Engines.Qemu.Qmp", StringComparison.Ordinal))).Select(type => type.FullName));
}
