using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>
/// A machine as one caller may see it: what they may not do with it is among <see cref="VmView.Disabled"/>, with the reason. Such a
/// picture is made once for all who may do the same, and lives as long as the machine's own: otherwise each open page would keep its
/// own copy of each machine.
/// </summary>
internal static class VmSight
{
    /// <summary>What can be done beside the verbs, by the words of <see cref="VmView.Disabled"/>.</summary>
    public const string Edit = "edit";
    public const string Console = "console";
    public const string Shell = "shell";

    private static readonly ImmutableArray<(string Word, Permission Needs, string Missing)> Acts =
    [
        .. ((IEnumerable<(string Word, Permission Needs)>)
        [
            .. Enum.GetValues<VmVerb>().Select(verb => (JsonNamingPolicy.CamelCase.ConvertName(verb.ToString()), VmKinds.Needs(verb))),
            (Edit, Permission.VmEdit),
            (Console, Permission.VmConsole),
            (Shell, Permission.VmShell),
        ]).Select(act => (act.Word, act.Needs, AccessRules.Missing(act.Needs) is var why ? $"{why.Message} {why.Fix}" : "")),
    ];

    private static readonly ConditionalWeakTable<VmView, Pictures> Made = [];

    private static readonly PermissionSet AllActs = PermissionSet.Of([.. Acts.Select(act => act.Needs)]);

    /// <summary>The same for one answer that nobody keeps.</summary>
    public static VmView? Once(VmView vm, Caller caller)
        => caller.Rights.In(vm.ProjectId) is var rights && !rights.Has(Permission.VmRead) ? null : rights.Covers(AllActs) ? vm : Make(vm, rights);

    public static VmView? Of(VmView vm, Caller caller)
    {
        var rights = caller.Rights.In(vm.ProjectId);
        if (!rights.Has(Permission.VmRead))
        {
            return null;
        }

        return rights.Covers(AllActs) ? vm : Made.GetValue(vm, static _ => new Pictures()).Of(vm, rights.And(AllActs));
    }

    private static VmView Make(VmView vm, PermissionSet rights)
        => vm with { Disabled = DisabledReasons.Of(Acts.Select(act => KeyValuePair.Create(act.Word, rights.Has(act.Needs) ? vm.Disabled.GetValueOrDefault(act.Word) : act.Missing))) };

    /// <summary>The pictures of one machine, by rights.</summary>
    private sealed class Pictures
    {
        // More kinds of callers than this at one machine, and the others get pictures of their own.
        private const int MostKept = 8;

        private ImmutableArray<(PermissionSet Rights, VmView Picture)> _kept = [];

        public VmView Of(VmView vm, PermissionSet rights)
        {
            var kept = _kept;
            foreach (var (held, picture) in kept)
            {
                if (held == rights)
                {
                    return picture;
                }
            }

            var made = Make(vm, rights);
            if (kept.Length < MostKept)
            {
                // Lost to another thread, it is made again by the next.
                ImmutableInterlocked.InterlockedCompareExchange(ref _kept, kept.Add((rights, made)), kept);
            }

            return made;
        }
    }
}
