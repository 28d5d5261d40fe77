using System.Text.Json;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.SecondHost;

/// <summary>The machines of the second host that its tests share, each made by the first test that asks.</summary>
internal sealed class FarMachines(RemoteHost host)
{
    /// <summary>What the machine is called that is asked for while the cable is out.</summary>
    public const string MadeInCut = "cut-made";

    private string? _quiet;
    private string? _made;

    /// <summary>One that is left alone.</summary>
    public async Task<string> QuietAsync(Api api, CancellationToken cancellationToken) => _quiet ??= await RunningAsync(api, "far-quiet", cancellationToken);

    /// <summary>The one of the short cut; made in peace where that test does not run.</summary>
    public async Task<string> MadeAsync(Api api, CancellationToken cancellationToken)
        => _made ??= (await NamedAsync(api, MadeInCut, cancellationToken)).FirstOrDefault() ?? await RunningAsync(api, MadeInCut, cancellationToken);

    public async Task<JsonElement> AskAsync(Api api, string name, CancellationToken cancellationToken)
        => await api.PostAsync("/v1/vms", new { name, imageId = await api.RootImageAsync(cancellationToken), hostId = host.Id, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1 }, cancellationToken);

    public static async Task<IEnumerable<string>> NamedAsync(Api api, string name, CancellationToken cancellationToken)
        => (await api.GetAsync("/v1/vms", cancellationToken)).Items().Where(vm => vm.Text("name") == name).Select(vm => vm.Id());

    public static Task<JsonElement> WhenReadyAsync(Api api, string machine, CancellationToken cancellationToken)
        => api.WhenVmAsync(machine, "running with its guest agent", Api.BootTime, vm => vm.Text("state") == "running" && vm.Has("guest"), cancellationToken);

    private async Task<string> RunningAsync(Api api, string name, CancellationToken cancellationToken)
    {
        var made = await api.EndOfAsync((await AskAsync(api, name, cancellationToken)).Id(), cancellationToken);
        return (await WhenReadyAsync(api, made.GetProperty("subject").Text("id"), cancellationToken)).Id();
    }
}
