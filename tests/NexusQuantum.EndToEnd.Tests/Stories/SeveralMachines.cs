using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>Three machines and the window they are handled in.</summary>
public sealed class SeveralMachines : IAsyncDisposable
{
    private Session? _session;
    private string[]? _ids;

    internal string[] Ids
    {
        get
        {
            Assert.True(_ids is not null, "The machines of this story were not created; see the test that creates them.");
            return _ids;
        }
    }

    /// <summary>Makes them, stopped.</summary>
    internal async Task CreateAsync(Installation installation, CancellationToken cancellationToken)
    {
        await installation.ReadyAsync(cancellationToken);
        using var api = installation.Api();
        var image = await api.RootImageAsync(cancellationToken);
        _ids = await Task.WhenAll(Enumerable.Range(1, 3).Select(async number => (await api.DoAsync(
            "/v1/vms",
            new { name = $"many-{number}", imageId = image, vcpus = 1, memoryMiB = 128, rootDiskGiB = 1, tags = new[] { "many" }, start = false },
            cancellationToken)).GetProperty("subject").Text("id")));
    }

    internal async Task<Session> WindowAsync(Installation installation)
    {
        Assert.NotEmpty(Ids);
        return _session ??= await installation.Chrome.OpenAsync(Look.Desk);
    }

    public async ValueTask DisposeAsync() => await (_session?.DisposeAsync() ?? ValueTask.CompletedTask);
}
