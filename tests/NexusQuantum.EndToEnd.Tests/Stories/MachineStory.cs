using NexusQuantum.EndToEnd.Tests.Browsing;
using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.Stories;

/// <summary>What the story's tests hand on: the machine's id and the window it is followed in.</summary>
public sealed class MachineStory : IAsyncDisposable
{
    private Session? _session;

    internal string? VmId { get; set; }

    internal string Path => "/machines/" + Machine();

    internal async Task<Session> WindowAsync(Installation installation, CancellationToken cancellationToken)
    {
        await installation.ReadyAsync(cancellationToken);
        return _session ??= await installation.Chrome.OpenAsync(Look.Desk);
    }

    internal string Machine()
    {
        Assert.True(VmId is not null, "The machine of this story was not created; see the test that creates it.");
        return VmId;
    }

    public async ValueTask DisposeAsync() => await (_session?.DisposeAsync() ?? ValueTask.CompletedTask);
}
