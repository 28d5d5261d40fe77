using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Creates;

/// <summary>
/// QEMU with the arguments the agent recorded for a machine, started by nobody but us. What differs is what a process without the
/// agent cannot have: sockets and log are named by path instead of handed over, a tap is opened by its name, and the vCPUs run at
/// once instead of when QMP says so (in its favour).
/// </summary>
internal sealed partial class BareMachine
{
    private const string Tap = "bare0";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Stack _stack;
    private readonly string _directory;
    private readonly string[] _arguments;
    private readonly string _base;
    private readonly string _baseFormat;

    private BareMachine(Stack stack, string directory, string[] recorded)
    {
        _stack = stack;
        _directory = directory;
        _arguments = [.. Translate(recorded)];
        using var disk = JsonDocument.Parse(recorded.First(word => word.StartsWith("{\"driver\"", StringComparison.Ordinal)));
        var backing = disk.RootElement.GetProperty("backing");
        (_base, _baseFormat) = (backing.GetProperty("file").Text("filename"), backing.Text("driver"));
    }

    /// <summary>Takes a running machine's recorded arguments; where it has a tap, a tap of the same bridge is made.</summary>
    public static async Task<BareMachine> LikeAsync(Stack stack, string vm, string bridge, CancellationToken cancellationToken)
    {
        var recorded = (await File.ReadAllTextAsync(Path.Combine(stack.RunDirectory, "vms", vm, "argv"), cancellationToken)).TrimEnd('\n').Split('\n');
        if (stack.Network is { } network && recorded.Any(word => word.StartsWith("tap,", StringComparison.Ordinal)))
        {
            await Command.RunAsync("nsenter", [.. network.Enter, "ip", "tuntap", "add", "dev", Tap, "mode", "tap"], cancellationToken);
            await Command.RunAsync("nsenter", [.. network.Enter, "ip", "link", "set", Tap, "master", bridge, "up"], cancellationToken);
        }

        return new BareMachine(stack, Path.Combine(stack.DirectoryPath, "bare"), recorded);
    }

    /// <summary>From making its disk to its guest agent's hello on the control line; then it is ended.</summary>
    public async Task<TimeSpan> BootAsync(int diskGiB, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(_directory, "disks"));
        var begun = Stopwatch.GetTimestamp();
        await Command.RunAsync("qemu-img", ["create", "-q", "-f", "qcow2", "-F", _baseFormat, "-b", _base, Path.Combine(_directory, "disks", "root.qcow2"), string.Create(CultureInfo.InvariantCulture, $"{diskGiB}G")], cancellationToken);
        string[] words = [.. _stack.Network is { } network ? (string[])["nsenter", .. network.Enter] : [], "env", "--chdir=" + _directory, .. _arguments];
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["LC_ALL"] = "C" };
        var log = Path.Combine(_stack.LogDirectory, "bare.log");
        await using var qemu = ServiceProcess.Start(words[0], words[1..], environment, log);
        try
        {
            await HelloAsync(begun, qemu, cancellationToken);
            return Stopwatch.GetElapsedTime(begun);
        }
        finally
        {
            await qemu.CrashAsync(CancellationToken.None);
            Directory.Delete(_directory, recursive: true);
        }
    }

    private async Task HelloAsync(long begun, ServiceProcess qemu, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
        {
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(_directory, "control.sock")), deadline.Token);
                break;
            }
            catch (SocketException) when (!qemu.HasExited && Stopwatch.GetElapsedTime(begun) < Deadline)
            {
                await Task.Delay(2, deadline.Token);
            }
        }

        using var lines = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        while (await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("{\"hello\"", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("The bare machine ended before its hello: " + qemu.Tail());
    }

    private static IEnumerable<string> Translate(string[] recorded)
    {
        for (var i = 0; i < recorded.Length; i++)
        {
            switch (recorded[i])
            {
                case "-S":
                    break;
                case "-add-fd":
                    i++;
                    break;
                case var word when SocketWord().Match(word) is { Success: true } socket:
                    yield return SocketWord().Replace(word, $"socket,id={socket.Groups[1].Value},path={socket.Groups[1].Value}.sock").Replace("/dev/fdset/1", "events.log", StringComparison.Ordinal);
                    break;
                case var word when TapWord().IsMatch(word):
                    yield return TapWord().Replace(word, $"tap,id=$1,ifname={Tap},script=no,downscript=no");
                    break;
                case var word:
                    yield return word;
                    break;
            }
        }
    }

    [GeneratedRegex(@"^socket,id=(\w+),fd=\d+")]
    private static partial Regex SocketWord();

    [GeneratedRegex(@"^tap,id=(\w+),fd=\d+")]
    private static partial Regex TapWord();
}
