using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What pages do with machines, one or many at once, beside the API's own single verb.</summary>
internal static class VmActions
{
    /// <summary>Why a verb makes no sense on a machine now, null when it does: the server's word, as the API answers it.</summary>
    public static string? WhyNot(VmView vm, VmVerb verb)
        => vm.Disabled.GetValueOrDefault(char.ToLowerInvariant(verb.ToString()[0]) + verb.ToString()[1..]);

    /// <summary>Why a verb makes no sense on any of these machines; null when at least one can take it.</summary>
    public static string? WhyNot(IReadOnlyCollection<VmView> vms, VmVerb verb)
    {
        var reasons = vms.Select(vm => WhyNot(vm, verb)).ToArray();
        return reasons.Length > 0 && reasons.All(reason => reason is not null)
            ? reasons.Length == 1 ? reasons[0] : $"None of the {reasons.Length} can: {reasons.GroupBy(reason => reason).MaxBy(group => group.Count())!.Key}"
            : null;
    }

    /// <summary>Asks for a verb on every machine that can take it; answers the first refusal, naming the machine.</summary>
    public static Task<Problem?> DoAsync(IVmApi api, Caller caller, IReadOnlyCollection<VmView> vms, VmVerb verb, CancellationToken cancellationToken)
        => EachAsync(vms, verb, vm => api.DoAsync(caller, vm.Id, verb, null, null, cancellationToken));

    /// <summary>Deletes them; those whose host answers are deleted whatever is said about the others.</summary>
    public static Task<Problem?> DeleteAsync(IVmApi api, Caller caller, IReadOnlyCollection<VmView> vms, WhenAway whenAway, CancellationToken cancellationToken)
        => EachAsync(vms, VmVerb.Delete, vm => api.DeleteAsync(caller, vm.Id, vm.Host.Reachable ? WhenAway.Refuse : whenAway, null, cancellationToken));

    private static async Task<Problem?> EachAsync(IReadOnlyCollection<VmView> vms, VmVerb verb, Func<VmView, Task<Result<Operations.OperationView>>> ask)
    {
        Problem? first = null;
        var refused = 0;
        foreach (var vm in vms.Where(vm => WhyNot(vm, verb) is null))
        {
            var result = await ask(vm);
            if (!result.Ok)
            {
                refused++;
                first ??= Problem.From(result.Error with { Message = $"{vm.Name}: {result.Error.Message}" });
            }
        }

        return refused > 1 ? first! with { Detail = $"{refused} machines refused; this is the first of them." } : first;
    }

    /// <summary>"Stop", "Force stop".</summary>
    public static string Label(VmVerb verb) => verb == VmVerb.ForceStop ? "Force stop" : verb.ToString();

    /// <summary>SVG of a verb's icon.</summary>
    public static string Icon(VmVerb verb) => verb switch
    {
        VmVerb.Start => MudBlazor.Icons.Material.Filled.PlayArrow,
        VmVerb.Stop => MudBlazor.Icons.Material.Filled.Stop,
        VmVerb.ForceStop => MudBlazor.Icons.Material.Filled.PowerSettingsNew,
        VmVerb.Restart => MudBlazor.Icons.Material.Filled.RestartAlt,
        VmVerb.Reset => MudBlazor.Icons.Material.Filled.Bolt,
        VmVerb.Pause => MudBlazor.Icons.Material.Filled.Pause,
        VmVerb.Resume => MudBlazor.Icons.Material.Filled.PlayArrow,
        VmVerb.Delete => MudBlazor.Icons.Material.Outlined.Delete,
    };
}
