using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Agent.Preflight.Fixes;

/// <summary>A host that may be changed: what checks see of it, and hands.</summary>
internal sealed class FixHost(CheckHost host, IHostHands hands)
{
    /// <summary>What checks see.</summary>
    public CheckHost Eyes => host;

    /// <summary>This boot of the host: what lives in the kernel only is gone after the next.</summary>
    public string Boot => host.Read("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Runs a program that changes the host.</summary>
    public Task DoAsync(CancellationToken cancellationToken, params IReadOnlyList<string> command) => HearAsync(cancellationToken, command);

    /// <summary>What a program says that needs longer than checks have, such as a rehearsal.</summary>
    public async Task<string> HearAsync(CancellationToken cancellationToken, params IReadOnlyList<string> command)
    {
        var result = await hands.DoAsync(command, cancellationToken);
        return result.Ok ? result.Output : throw new FixFailedException($"{string.Join(' ', command)}: {result.Complaint}");
    }

    /// <summary>The same, where its failure is no matter.</summary>
    public Task TryAsync(CancellationToken cancellationToken, params IReadOnlyList<string> command) => hands.DoAsync(command, cancellationToken);

    /// <summary>The bytes of a small file; null where it is not there.</summary>
    public byte[]? Bytes(string path) => File.Exists(host.At(path)) ? File.ReadAllBytes(host.At(path)) : null;

    /// <summary>Replaces a file; a crash leaves the old one or the new one.</summary>
    public void Replace(string path, byte[] bytes, uint mode) => Touch(path, () => AtomicFile.Write(host.At(path), bytes, (UnixFileMode)mode));

    /// <summary>Writes a setting of the kernel: a file that is not replaced but spoken to.</summary>
    public void Tell(string path, string value) => Touch(path, () => File.WriteAllText(host.At(path), value));

    public void Delete(string path) => Touch(path, () => File.Delete(host.At(path)));

    public void MakeDirectory(string path, uint mode) => Touch(path, () =>
    {
        Directory.CreateDirectory(host.At(path), (UnixFileMode)mode);
        DirectoryMode.Set(host.At(path), mode); // whatever the umask took
    });

    public void RemoveDirectory(string path) => Touch(path, () => Directory.Delete(host.At(path), recursive: false));

    public void SetMode(string path, uint mode) => Touch(path, () => DirectoryMode.Set(host.At(path), mode));

    private static void Touch(string path, Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FixFailedException($"{path}: {SafeText.Clean(e.Message).TrimEnd('.')}");
        }
    }
}
