using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using NexusQuantum.Domain.GuestApi;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Guests;

/// <summary>Reads one line of a guest as hostile: wrong JSON is null, texts are made safe, lists are cut, absurd numbers are refused.</summary>
internal static class GuestFrameReader
{
    private const int MaxList = 32;
    private const int MaxAddresses = 8;

    public static GuestFrame? Read(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref reader, GuestJson.Default.GuestFrame) is { } frame ? Clean(frame) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static GuestFrame? Clean(GuestFrame frame) => frame switch
    {
        { Sample: { } sample } => IsSane(sample) ? new GuestFrame { Sample = Cut(sample) } : null,
        { Hello: { } hello } => new GuestFrame
        {
            Hello = new GuestHello
            {
                Version = GuestText.Clean(hello.Version, 32),
                BootId = GuestText.Clean(hello.BootId, 64),
                Kernel = GuestText.Clean(hello.Kernel, 96),
                Distribution = hello.Distribution is null ? null : GuestText.Clean(hello.Distribution, 96),
                UptimeSeconds = hello.UptimeSeconds,
                Capabilities = [.. OrEmpty(hello.Capabilities).Take(MaxList).Select(static c => GuestText.Clean(c, 48))],
            },
        },
        { IdentityDone: { } done } => new GuestFrame
        {
            IdentityDone = new IdentityDone
            {
                PasswordTaken = done.PasswordTaken,
                Addresses = [.. OrEmpty(done.Addresses).Take(MaxList).Select(static a => GuestText.Clean(a, 64))],
                Problems = [.. OrEmpty(done.Problems).Take(8).Select(static p => GuestText.Clean(p, 200))],
            },
        },
        { Goodbye: not null } => frame,
        _ => null,
    };

    private static bool IsSane(GuestSample sample)
        => double.IsFinite(sample.UptimeSeconds) && sample.UptimeSeconds >= 0
        && sample.CpuCount is > 0 and <= 4096
        && sample.Memory is { Total: >= 0, Available: >= 0, Cached: >= 0 }
        && OrEmpty(sample.Load).All(double.IsFinite);

    private static GuestSample Cut(GuestSample sample) => sample with
    {
        Disks = Cut(sample.Disks),
        Nics = Cut(sample.Nics),
        Addresses = Addresses(sample.Addresses),
        FileSystems = Cut(sample.FileSystems),
        Load = Cut(sample.Load),
    };

    /// <summary>What is an address of a machine, in the form that we write too. A guest that tells the truth is not copied.</summary>
    private static ImmutableArray<string> Addresses(ImmutableArray<string> told)
        => told.Length <= MaxAddresses && told.All(IsAddress) ? told : [.. told.Take(MaxAddresses).Where(IsAddress)];

    private static bool IsAddress(string text) => Ipv4Address.TryParse(text, null, out _);

    private static ImmutableArray<T> Cut<T>(ImmutableArray<T> list) => list switch
    {
        { IsDefault: true } => [],
        { Length: > MaxList } => list[..MaxList],
        _ => list,
    };

    private static ImmutableArray<T> OrEmpty<T>(ImmutableArray<T> list) => list.IsDefault ? [] : list;
}
