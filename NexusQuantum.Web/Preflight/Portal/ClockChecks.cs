using System.Collections.Immutable;
using System.Globalization;
using NexusQuantum.Domain.Preflight;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>The clocks of portal and hosts beside each other: certificates, charts and joins need them to agree.</summary>
internal sealed class ClockChecks(IPortalFacts portal)
{
    /// <summary>Charts of several hosts show it from here on; an HTTP date tells whole seconds.</summary>
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(3);

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(new CheckInfo("clock-agents", CheckSection.System.Id, CheckLevel.Recommended, "Clocks of the hosts", "within 3 s of the portal's"), ClocksAsync) { Patience = TimeSpan.FromSeconds(6) },
    ];

    private async Task<CheckOutcome> ClocksAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (await portal.ClocksAsync(cancellationToken) is not { } clocks)
        {
            return CheckOutcome.NotApplicable("The portal that serves speaks to the hosts: see its page Portal check.");
        }

        if (clocks.IsEmpty)
        {
            return CheckOutcome.NotApplicable("No host answers.");
        }

        var refused = clocks.Where(clock => clock.Refused is not null).ToList();
        var measured = Measured([.. clocks.Except(refused)], refused.Count);
        var off = clocks.Where(clock => clock.Refused is null && clock.Ahead.Duration() > Seen).ToList();
        var sentences = refused.Select(clock => $"{clock.Host} is refused: {clock.Refused}").Prepend(
            off.Count == 0 ? "" : $"Clocks differ from the portal's: {string.Join(", ", off.Select(clock => $"{clock.Host} is {Difference(clock)} {(clock.Ahead > TimeSpan.Zero ? "ahead" : "behind")}"))}.");
        return off.Count + refused.Count == 0 ? CheckOutcome.Pass(measured, $"The clocks of the hosts and the portal agree ({measured}).")
            : CheckOutcome.Miss(info, measured, string.Join(' ', sentences).Trim(), new CheckFix("Let both keep their time by NTP.")
            {
                Debian = ["sudo apt-get install -y chrony", "sudo systemctl enable --now chrony"],
                RedHat = ["sudo dnf install -y chrony", "sudo systemctl enable --now chronyd"],
            });
    }

    private static string Measured(ImmutableArray<HostClock> answering, int refused)
    {
        var hosts = string.Create(CultureInfo.InvariantCulture, $"{answering.Length} {(answering.Length == 1 ? "host" : "hosts")}");
        var most = answering.MaxBy(clock => clock.Ahead.Duration()) is { } worst ? $"{Difference(worst)} at most, {hosts}" : "";
        var kept = refused == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{refused} refused");
        return string.Join(", ", new[] { most, kept }.Where(part => part.Length > 0));
    }

    private static string Difference(HostClock clock) => string.Create(CultureInfo.InvariantCulture, $"{clock.Ahead.Duration().TotalSeconds:0} s");
}
