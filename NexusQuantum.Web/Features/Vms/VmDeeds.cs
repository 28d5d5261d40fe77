using MudBlazor;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Features.Vms;

/// <summary>What can be done from the palette: create, and the harmless verbs on the machine that was found.</summary>
internal sealed class VmDeeds(IVmApi api) : ISearchSource
{
    private static readonly VmVerb[] Verbs = [VmVerb.Start, VmVerb.Resume, VmVerb.Stop, VmVerb.Restart];

    /// <inheritdoc/>
    public string Title => "Do";

    /// <inheritdoc/>
    public int Order => 90;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SearchHit>> FindAsync(Caller caller, string text, int limit, CancellationToken cancellationToken)
    {
        var hits = new List<SearchHit>();
        var words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var verb = words.Length == 2 ? Verbs.Cast<VmVerb?>().FirstOrDefault(one => VmActions.Label(one!.Value).StartsWith(words[0], StringComparison.OrdinalIgnoreCase)) : null;
        if (text.Length > 0 && VmSearch.Best(api, caller, verb is null ? text : words[1]).FirstOrDefault() is { } vm)
        {
            if (!vm.Disabled.ContainsKey(VmSight.Console))
            {
                hits.Add(new SearchHit($"Console of {vm.Name}", Icons.Material.Outlined.Terminal, VmPaths.Tab(vm.Id, "console")));
            }

            hits.AddRange(Verbs.Where(one => (verb is null || one == verb) && VmActions.WhyNot(vm, one) is null)
                .Select(one => new SearchHit($"{VmActions.Label(one)} {vm.Name}", VmActions.Icon(one), Act: async token =>
                {
                    var result = await api.DoAsync(caller, vm.Id, one, null, null, token);
                    return result.Ok ? null : result.Error.Message;
                })));
        }

        if (caller.Rights.MaySomewhere(Permission.VmCreate) && "create machine".Contains(text, StringComparison.OrdinalIgnoreCase))
        {
            hits.Add(new SearchHit("Create machine", Icons.Material.Filled.Add, VmPaths.Create));
        }

        return ValueTask.FromResult<IReadOnlyList<SearchHit>>(hits.Take(limit).ToArray());
    }
}
