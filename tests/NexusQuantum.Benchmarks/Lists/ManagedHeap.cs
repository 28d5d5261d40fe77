using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>
/// What a published portal keeps in its managed heap, after a collection that is asked for over .NET's own diagnostic socket
/// (github.com/dotnet/diagnostics: documentation/design-docs/ipc-protocol.md). The portal's meters tell the sizes.
/// </summary>
internal static class ManagedHeap
{
    private const byte EventPipe = 2;
    private const byte CollectTracing2 = 3;
    private const uint NetTrace = 1;
    private const ulong CollectHeap = 0x800000;
    private const string Sizes = "dotnet_gc_last_collection_heap_size";
    private const string Holes = "dotnet_gc_last_collection_heap_fragmentation_size";
    private const string Collections = "dotnet_gc_collections";

    /// <summary>MB (10^6 bytes) that are in use.</summary>
    public static async Task<double> MegabytesAsync(Site site, CancellationToken cancellationToken)
    {
        // Twice: what the first one finds finalizable goes with the second.
        for (var time = 0; time < 2; time++)
        {
            await CollectAsync(site, cancellationToken);
        }

        var lines = await MeterLinesAsync(site, cancellationToken);
        return (Sum(lines, Sizes, "") - Sum(lines, Holes, "")) / 1e6;
    }

    private static async Task CollectAsync(Site site, CancellationToken cancellationToken)
    {
        var before = Sum(await MeterLinesAsync(site, cancellationToken), Collections, "gen2");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = Directory.GetFiles("/tmp", FormattableString.Invariant($"dotnet-diagnostic-{site.Stack.Portal!.Pid}-*-socket")).Single(); // it was started
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        await socket.SendAsync(Message(), cancellationToken);
        await Until.TrueAsync("the collection", TimeSpan.FromSeconds(30), async () => Sum(await MeterLinesAsync(site, cancellationToken), Collections, "gen2") > before, cancellationToken);
    }

    private static byte[] Message()
    {
        using var payload = new MemoryStream();
        using (var writer = new BinaryWriter(payload, Encoding.Unicode))
        {
            writer.Write(16u);
            writer.Write(NetTrace);
            writer.Write(false);
            writer.Write(1u);
            writer.Write(CollectHeap);
            writer.Write(4u);
            foreach (var text in (string[])["Microsoft-Windows-DotNETRuntime\0", "\0"])
            {
                writer.Write((uint)text.Length);
                writer.Write(Encoding.Unicode.GetBytes(text));
            }
        }

        byte[] head = [.. "DOTNET_IPC_V1\0"u8, 0, 0, EventPipe, CollectTracing2, 0, 0];
        byte[] message = [.. head, .. payload.ToArray()];
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        return message;
    }

    private static async Task<string[]> MeterLinesAsync(Site site, CancellationToken cancellationToken)
        => (await site.Api.Http.GetStringAsync("/metrics", cancellationToken)).Split('\n');

    private static double Sum(string[] lines, string name, string label)
        => lines.Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
