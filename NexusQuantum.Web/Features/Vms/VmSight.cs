using System.Collections.Immutable;
using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>A machine as one caller may see it: what they may not do with it is among <see cref="VmView.Disabled"/>, with the reason.</summary>
internal static class VmSight
{
    /// <summary>What can be done beside the verbs, by the words of <see cref="VmView.Disabled"/>.</summary>
    public const string Edit = "edit";
    public const string Console = "console";
    public const string Shell = "shell";

    private static readonly ImmutableArray<(string Word, Permission Needs)> Acts =
    [
        .. Enum.GetValues<VmVerb>().Select(verb => (JsonNamingPolicy.CamelCase.ConvertName(verb.ToString()), VmKinds.Needs(verb))),
        (Edit, Permission.VmEdit),
        (Console, Permission.VmConsole),
        (Shell, Permission.VmShell),
    ];

    private static readonly PermissionSet AllActs = PermissionSet.Of([.. Acts.Select(act => act.Needs)]);

    public static VmView? Of(VmView vm, Caller caller)
    {
        var rights = caller.Rights.In(vm.ProjectId);
        if (!rights.Has(Permission.VmRead))
        {
            return null;
        }

        return rights.Covers(AllActs)
            ? vm
            : vm with { Disabled = vm.Disabled.SetItems(Acts.Where(act => !rights.Has(act.Needs)).Select(act => KeyValuePair.Create(act.Word, Reason(act.Needs)))) };
    }

    private static string Reason(Permission permission) => AccessRules.Missing(permission) is var why ? $"{why.Message} {why.Fix}" : "";
}
