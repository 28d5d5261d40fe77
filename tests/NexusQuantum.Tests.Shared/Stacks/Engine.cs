using System.Text;
using System.Text.RegularExpressions;

namespace NexusQuantum.Tests.Shared.Stacks;

/// <summary>A running QEMU of a stack, known by the directory it works in.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="VmId">The id of its VM.</param>
public sealed partial record Engine(int Pid, string VmId)
{
    public static IReadOnlyList<Engine> Of(string runDirectory)
    {
        var found = new List<Engine>();
        foreach (var folder in Directory.GetDirectories("/proc").Where(path => path[6..].All(char.IsAsciiDigit)))
        {
            try
            {
                if (File.ResolveLinkTarget(folder + "/cwd", returnFinalTarget: false)?.FullName is { } place
                    && place.StartsWith(runDirectory + "/vms/", StringComparison.Ordinal) && Id().Match(place) is { Success: true } match
                    && Encoding.UTF8.GetString(File.ReadAllBytes(folder + "/cmdline")).StartsWith("/usr/bin/qemu-system", StringComparison.Ordinal))
                {
                    found.Add(new Engine(int.Parse(folder[6..], System.Globalization.CultureInfo.InvariantCulture), match.Value[5..]));
                }
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
            catch (UnauthorizedAccessException)
            {
                // Not ours.
            }
        }

        return found;
    }

    /// <summary>Kills all of a directory and removes the control groups they were in, as their agent would have.</summary>
    public static async Task EndAllAsync(string runDirectory)
    {
        foreach (var engine in Of(runDirectory))
        {
            var groups = engine.Groups();
            Signals.Send(engine.Pid, Signals.Kill);
            // A process just killed holds them for a moment longer.
            for (var attempt = 0; attempt < 50 && !groups.TrueForAll(TryRemove); attempt++)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>Those named by its VM, from /proc/PID/cgroup (cgroups(7)): <c>0::PATH</c> in version 2, <c>N:CONTROLLERS:PATH</c> in version 1.</summary>
    private List<string> Groups()
    {
        try
        {
            return [.. File.ReadLines($"/proc/{Pid}/cgroup").Select(line => line.Split(':', 3)).Where(parts => parts[2].EndsWith("/vms/" + VmId, StringComparison.Ordinal)).Select(parts => Path.Join("/sys/fs/cgroup", parts[1], parts[2]))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static bool TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return true;
    }

    [GeneratedRegex("/vms/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
