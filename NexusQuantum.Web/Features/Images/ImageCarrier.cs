using System.Collections.Concurrent;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Domain.Images;
using NexusQuantum.Web.Agents;

namespace NexusQuantum.Web.Features.Images;

/// <summary>
/// Carries bytes to hosts: from a file of the portal (an upload, a shipped image), else relayed from a host that holds them. The
/// receiving agent hashes what comes and keeps only what matches, so the source need not be believed.
/// </summary>
internal sealed class ImageCarrier(HostImages held, ImageStaging staging, ShippedFiles shipped, AgentClients clients, AgentDirectory directory)
{
    private readonly ConcurrentDictionary<(HostId, Digest), SemaphoreSlim> _busy = new();

    public async Task<Result<Done>> BringAsync(HostId host, ImageRow image, Func<int, Task> progress, CancellationToken cancellationToken)
    {
        // Ten machines created at once from a new image send it once.
        var gate = _busy.GetOrAdd((host, image.Digest), _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (held.Has(host, image.Digest))
            {
                return Done.Value;
            }

            var target = await clients.ForAsync(host, cancellationToken);
            if (!target.Ok)
            {
                return target.Error;
            }

            var sent = await SendAsync(target.Value, image, progress, cancellationToken);
            if (sent.Ok)
            {
                held.Add(host, image.Digest);
            }

            return sent;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Result<Done>> SendAsync(AgentClient target, ImageRow image, Func<int, Task> progress, CancellationToken cancellationToken)
    {
        await shipped.WhenReadAsync(cancellationToken);
        var file = staging.Holds(image.Digest) ? staging.PathOf(image.Digest) : shipped.Find(image.Digest);
        if (file is not null)
        {
            await using var bytes = new FileStream(file, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
            await using var counted = new CountingStream(bytes, bytes.Length, progress);
            return await target.PutImageAsync(image.Digest, image.Format, counted, bytes.Length, cancellationToken);
        }

        foreach (var holder in held.HoldersOf(image.Digest).Where(id => id != target.Host.Id && directory.Find(id) is { Reachable: true }).ToList())
        {
            var source = await clients.ForAsync(holder, cancellationToken);
            if (!source.Ok)
            {
                continue;
            }

            return await source.Value.ReadImageAsync(
                image.Digest,
                async (bytes, length, token) =>
                {
                    await using var counted = new CountingStream(bytes, length, progress);
                    return await target.PutImageAsync(image.Digest, image.Format, counted, length < 0 ? image.Bytes : length, token);
                },
                cancellationToken);
        }

        return ImageFaults.Nowhere(image.Name);
    }
}
