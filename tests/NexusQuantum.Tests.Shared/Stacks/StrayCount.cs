namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>
/// What a stack has on its machine right now: engines that work below its run directory, taps in its namespace,
/// sockets and files of machines. Taken before and after a fault, the difference is what was left behind.
/// </summary>
public sealed record StrayCount(IReadOnlyList<string> Engines, IReadOnlyList<string> Taps, IReadOnlyList<string> Machines, IReadOnlyList<string> Files)
{
    public static async Task<StrayCount> TakeAsync(Stack stack, CancellationToken cancellationToken)
    {
        var links = stack.Network is { } network
            ? await Command.RunAsync("nsenter", [.. network.Enter, "ip", "-o", "link", "show", "type", "tun"], cancellationToken)
            : "";
        var vms = Path.Combine(stack.RunDirectory, "vms");
        var machines = Directory.Exists(vms) ? Directory.GetDirectories(vms).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToArray() : [];
        var files = Directory.Exists(stack.RunDirectory)
            ? Directory.EnumerateFileSystemEntries(stack.RunDirectory, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(stack.RunDirectory, path))
                .Where(path => path.EndsWith(".new", StringComparison.Ordinal) || path.EndsWith(".tmp", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal).ToArray()
            : [];
        return new StrayCount(
            [.. Engine.Of(stack.RunDirectory).Select(engine => engine.VmId).Order(StringComparer.Ordinal)],
            [.. links.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', '@')[1].Trim()).Order(StringComparer.Ordinal)],
            machines,
            files);
    }
}
