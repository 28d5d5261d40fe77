using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Features.Dashboard;

/// <summary>One line of what needs a person: what is wrong, why, and where to go.</summary>
/// <param name="Grave">A problem; else a warning.</param>
/// <param name="What">Names the thing.</param>
/// <param name="Why">With measured values.</param>
/// <param name="Href">Where its next action is.</param>
/// <param name="Go">What that link says.</param>
/// <param name="Retry">The machine to start again, when that is a way out.</param>
internal sealed record Need(bool Grave, string What, string Why, string Href, string Go, VmView? Retry = null)
{
    /// <summary>Everything that needs a person, gravest first. Machines of a silent host are told by its one line.</summary>
    public static IEnumerable<Need> Of(IEnumerable<HostView> hosts, IEnumerable<VmView> vms, Times times, DateTimeOffset now)
        => hosts.OrderBy(host => host.Name, StringComparer.Ordinal)
            .SelectMany(host => HostTrouble.Of(host, times, now).Select(trouble => new Need(trouble.Grave, trouble.What, trouble.Why, HostPaths.One(host.Id), "Open host")))
            .Concat(vms.OrderBy(vm => vm.Name, StringComparer.Ordinal).Select(vm => Of(vm, times)).OfType<Need>())
            .OrderByDescending(need => need.Grave);

    private static Need? Of(VmView vm, Times times) => VmTally.Sort(vm) switch
    {
        VmStanding.Failed => new(true, $"{vm.Name} failed", vm.Problem?.Title ?? "Its host gave no reason.", VmPaths.One(vm.Id), vm.Problem?.Fix is null ? "Open machine" : "See fix", vm),
        VmStanding.Differs when vm.Diverged => new(true, $"{vm.Name} has two wishes", $"{vm.Host.Name} holds a newer one than this portal, as after a restored database. Someone has to choose.", VmPaths.One(vm.Id), "Choose"),
        VmStanding.Differs => new(false, $"{vm.Name} is {StateLook.Of(vm.State).Word.ToLowerInvariant()}", $"It is {StateLook.Wish(vm.Power)}, and nobody works on it.", VmPaths.One(vm.Id), "Open machine"),
        VmStanding.NotSeen when vm.Host.Reachable => new(false, $"{vm.Name} is not seen", $"{vm.Host.Name} answers but said nothing of it{(vm.ObservedAt is { } seen ? " since " + times.Full(seen) : string.Empty)}.", VmPaths.One(vm.Id), "Open machine"),
        VmStanding.NotSeen or VmStanding.AsWished or VmStanding.OnTheWay => null,
    };
}
