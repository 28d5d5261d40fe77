using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Networks;

namespace NexusQuantum.Agent.Networks;

/// <summary>Interfaces, addresses and routes through <c>ip</c> (iproute2), read as JSON.</summary>
internal static class IpTool
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<Result<Done>> RunAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var child = await ChildProcess.RunAsync(["ip", .. arguments], Deadline, null, cancellationToken);
        return child.Ok ? Done.Value : new Error(ErrorKind.Failed, "network-failed", $"ip {string.Join(' ', arguments)}: {child.Complaint}");
    }

    /// <summary>Several commands in one process, given up at the first that fails. Words are ours: names and addresses, never text.</summary>
    public static async Task<Result<Done>> BatchAsync(IEnumerable<string[]> commands, CancellationToken cancellationToken)
    {
        var script = string.Concat(commands.Select(command => string.Join(' ', command) + "\n"));
        var child = await ChildProcess.RunAsync(["ip", "-batch", "-"], Deadline, script, cancellationToken);
        return child.Ok ? Done.Value : new Error(ErrorKind.Failed, "network-failed", $"The network of this host cannot be changed: {child.Complaint}");
    }

    public static async Task<Result<Done>> NftAsync(string script, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["nft", "-f", "-"], Deadline, script, cancellationToken);
        return child.Ok ? Done.Value : new Error(ErrorKind.Failed, "network-failed", $"The packet filter refused our rules: {child.Complaint}");
    }

    /// <summary>The IPv4 addresses of an interface with their prefixes; null when there is no such interface.</summary>
    public static async Task<ImmutableArray<(IPAddress Address, int Prefix)>?> AddressesAsync(string name, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["ip", "-j", "-4", "addr", "show", "dev", name], Deadline, null, cancellationToken);
        return child.Ok ? ReadAddresses(child.Output) : null;
    }

    /// <summary>Ranges that interfaces other than <paramref name="except"/> have or that routes lead to.</summary>
    public static async Task<ImmutableArray<Cidr>> UsedAsync(string except, CancellationToken cancellationToken)
    {
        var routes = await ChildProcess.RunAsync(["ip", "-j", "-4", "route", "show", "table", "all"], Deadline, null, cancellationToken);
        return routes.Ok ? ReadRoutes(routes.Output, except) : [];
    }

    /// <summary>Whether there is a way out.</summary>
    public static async Task<bool> HasDefaultRouteAsync(CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["ip", "-j", "-4", "route", "show", "default"], Deadline, null, cancellationToken);
        return child.Ok && Elements(child.Output).Any();
    }

    /// <summary>The routers that default routes over an interface lead to, best first.</summary>
    public static async Task<ImmutableArray<IPAddress>> GatewaysAsync(string name, bool ipv6, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["ip", "-j", ipv6 ? "-6" : "-4", "route", "show", "default", "dev", name], Deadline, null, cancellationToken);
        return child.Ok ? [.. Elements(child.Output).Select(static route => IPAddress.TryParse(Word(route, "gateway"), out var address) ? address : null).OfType<IPAddress>()] : [];
    }

    /// <summary>The link-local IPv6 addresses of an interface; not ready while the kernel still asks whether another machine has it (RFC 4862, 5.4).</summary>
    public static async Task<ImmutableArray<(IPAddress Address, bool Ready)>> LinkLocalsAsync(string name, CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["ip", "-j", "-6", "addr", "show", "dev", name, "scope", "link"], Deadline, null, cancellationToken);
        return child.Ok
            ? [.. Infos(child.Output)
                .Where(static address => IPAddress.TryParse(Word(address, "local"), out var ip) && ip.IsIPv6LinkLocal)
                .Select(static address => (IPAddress.Parse(Word(address, "local")), !address.TryGetProperty("tentative", out _) && !address.TryGetProperty("dadfailed", out _)))]
            : [];
    }

    /// <summary>Interfaces with their alias and master, as <c>ip link</c> shows them.</summary>
    public static async Task<ImmutableArray<LinkFacts>> LinksAsync(CancellationToken cancellationToken)
    {
        var child = await ChildProcess.RunAsync(["ip", "-j", "-d", "link", "show"], Deadline, null, cancellationToken);
        return child.Ok ? ReadLinks(child.Output) : [];
    }

    internal static ImmutableArray<LinkFacts> ReadLinks(string json)
        => [.. Elements(json).Select(link => new LinkFacts(Word(link, "ifname"), Word(link, "ifalias"), Word(link, "master"), KindOf(link))
        {
            Index = link.TryGetProperty("ifindex", out var index) && index.TryGetInt32(out var number) ? number : 0,
            HasCarrier = link.TryGetProperty("flags", out var flags) && flags.ValueKind == JsonValueKind.Array && flags.EnumerateArray().Any(static flag => flag.ValueEquals("LOWER_UP")),
            Address = Word(link, "address"),
        })];

    internal static ImmutableArray<(IPAddress Address, int Prefix)> ReadAddresses(string json)
        => [.. Infos(json)
            .Where(address => IPAddress.TryParse(Word(address, "local"), out var ip) && ip.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => (IPAddress.Parse(Word(address, "local")), address.TryGetProperty("prefixlen", out var length) ? length.GetInt32() : 32))];

    internal static ImmutableArray<Cidr> ReadRoutes(string json, string except)
    {
        var ranges = ImmutableArray.CreateBuilder<Cidr>();
        foreach (var route in Elements(json))
        {
            var target = Word(route, "dst");
            if (string.Equals(Word(route, "dev"), except, StringComparison.Ordinal) || target is "default" or "")
            {
                continue;
            }

            // A lone address stands for the smallest range that holds it; shorter prefixes than /8 are default routes in disguise.
            var parts = target.Split('/');
            var prefix = parts.Length == 2 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var length) ? Math.Min(length, 30) : 30;
            if (prefix >= 8 && IPAddress.TryParse(parts[0], out var ip) && ip.AddressFamily == AddressFamily.InterNetwork)
            {
                ranges.Add(CidrOf(ip, prefix));
            }
        }

        return ranges.ToImmutable();
    }

    /// <summary>The range an address with its prefix lies in.</summary>
    internal static Cidr CidrOf(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < 32; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return Cidr.Parse(string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(bytes)}/{prefix}"), null);
    }

    private static string Word(JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? string.Empty : string.Empty;

    private static string KindOf(JsonElement link)
        => link.TryGetProperty("linkinfo", out var info) && info.ValueKind == JsonValueKind.Object ? Word(info, "info_kind") : string.Empty;

    private static IEnumerable<JsonElement> Infos(string json)
        => Elements(json).Where(static link => link.TryGetProperty("addr_info", out _)).SelectMany(static link => link.GetProperty("addr_info").EnumerateArray().ToArray());

    private static IEnumerable<JsonElement> Elements(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Length == 0 ? "[]" : json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Select(e => e.Clone())]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
