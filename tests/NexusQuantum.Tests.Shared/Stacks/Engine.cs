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

    [GeneratedRegex("/vms/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
