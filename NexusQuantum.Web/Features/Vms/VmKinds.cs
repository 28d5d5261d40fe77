using System.Text.Json;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Operations;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>The stable words of operations on VMs.</summary>
internal static class VmKinds
{
    public const string Subject = "vm";
    public const string Create = "vm.create";
    public const string Delete = "vm.delete";
    public const string Forget = "vm.forget";
    public const string Edit = "vm.edit";
    public const string Settle = "vm.settle";
    public const string Exec = "vm.exec";
    public const string Adopt = "vm.adopt";
    public const string RemoveOrphan = "vm.removeOrphan";

    public static string Of(VmVerb verb) => "vm." + JsonNamingPolicy.CamelCase.ConvertName(verb.ToString());

    public static string Title(VmVerb verb) => verb switch
    {
        VmVerb.Start => "Start machine",
        VmVerb.Stop => "Stop machine",
        VmVerb.ForceStop => "Force stop machine",
        VmVerb.Restart => "Restart machine",
        VmVerb.Reset => "Reset machine",
        VmVerb.Pause => "Pause machine",
        VmVerb.Resume => "Resume machine",
        VmVerb.Delete => "Delete machine",
    };

    /// <summary>Force stop pushes ordinary work aside, delete pushes everything.</summary>
    public static int Precedence(VmVerb verb) => verb switch
    {
        VmVerb.ForceStop => 1,
        VmVerb.Delete => 2,
        VmVerb.Start or VmVerb.Stop or VmVerb.Restart or VmVerb.Reset or VmVerb.Pause or VmVerb.Resume => 0,
    };

    /// <summary>What a verb needs.</summary>
    public static Permission Needs(VmVerb verb) => verb is VmVerb.Delete ? Permission.VmDelete : Permission.VmPower;

    public static OperationSubject SubjectOf(VmRow row) => new(Subject, row.Id.Value, row.Name);
}
