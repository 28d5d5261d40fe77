using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Where the portal keeps its keys, uploads on their way and, without DATABASE_URL, its database.</summary>
internal sealed class DataDirectoryChecks(IPortalFacts portal)
{
    /// <summary>A month of a thousand machines' metrics, and an image on its way to a host.</summary>
    private const double Room = 10e9;

    /// <summary>Below this PostgreSQL stops within hours.</summary>
    private const double Least = 1e9;

    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Info("directory-data", "Data directory", "writable, closed to others"), Place),
        new Check(Info("directory-data-space", "Room for the portal", "10 GB, no less than 1 GB"), Space),
    ];

    private string Path => portal.Settings.Options.DataDirectory;

    private static CheckInfo Info(string id, string title, string needed) => new(id, CheckSection.Directories.Id, Required, title, needed);

    private CheckOutcome Place(CheckInfo info)
    {
        if (portal.DataDirectory() is not { } found)
        {
            return CheckOutcome.Pass("not there yet", $"{Path} is made when the portal first starts.");
        }

        var mode = "mode " + Convert.ToString((int)found.Mode, 8);
        return found.WhyNotWritable is { } why ? CheckOutcome.Miss(info, mode, $"{Path} cannot be written to by this account: {why}", CheckFix.Of("Give it to the portal's account.", $"sudo chown -R nexus: {Path}"))
            : (found.Mode & Others) != UnixFileMode.None ? CheckOutcome.Miss(info, mode, $"Others may look into {Path} or change it ({mode}): it holds the keys.", CheckFix.Of("Close it.", $"sudo chmod 700 {Path}"))
            : CheckOutcome.Pass(mode, $"{Path}: {mode}, writable.");
    }

    private CheckOutcome Space(CheckInfo info)
    {
        var free = portal.FreeBytes();
        var measured = string.Create(CultureInfo.InvariantCulture, $"{free / 1e9:0.#} GB free");
        var fix = new CheckFix("Free some, or mount a larger disk there.");
        return free >= Room ? CheckOutcome.Pass(measured, $"{Path} has {measured}.")
            : free >= Least ? new CheckOutcome(CheckStatus.Warn, measured, $"{Path} has {measured}; 10 GB leave room for a month of metrics and for images on their way to hosts.") { Fix = fix }
            : CheckOutcome.Miss(info, measured, $"{Path} has {measured}: a full disk stops the database.", fix);
    }
}
