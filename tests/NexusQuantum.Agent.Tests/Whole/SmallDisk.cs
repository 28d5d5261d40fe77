using System.Diagnostics;
using System.Globalization;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Agent.Tests.Fakes;

namespace NexusQuantum.Agent.Tests.Whole;

/// <summary>A small file system of a test's own, which it can fill and empty; unmounted afterwards. Needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder = new();

    public SmallDisk(int mebibytes)
    {
        Assert.SkipUnless(HostReadings.IsRoot, "Mounting a small file system needs root.");
        Path = _folder.Sub("disk");

        // VMs' accounts pass through to what lies on it.
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute);
        Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=755"), "nexus-test", Path);
    }

    public string Path { get; }

    private string Filler => System.IO.Path.Combine(Path, "filler");

    /// <summary>Leaves that much free, to the page.</summary>
    public void Fill(long leave = 0)
    {
        File.Delete(Filler);
        using var file = File.OpenHandle(Filler, FileMode.CreateNew, FileAccess.Write);
        var block = new byte[1024 * 1024];
        var at = 0L;
        for (var size = block.Length; size >= 4096;)
        {
            try
            {
                if (DiskFull.Free(Path) - size < leave)
                {
                    size /= 2;
                    continue;
                }

                RandomAccess.Write(file, block.AsSpan(0, size), at);
                at += size;
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    public void Empty() => File.Delete(Filler);

    public void Dispose()
    {
        // Lazily: a process that is just ending may hold it for a moment longer.
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!; // a program of the system, started anew
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {error}");
    }
}
