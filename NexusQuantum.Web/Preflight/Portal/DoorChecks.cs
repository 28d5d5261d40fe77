using System.Globalization;
using NexusQuantum.Domain.Preflight;
using static NexusQuantum.Domain.Preflight.CheckLevel;

namespace NexusQuantum.Web.Preflight.Portal;

/// <summary>Where browsers and agents come in: port, certificate, address.</summary>
internal sealed class DoorChecks(IPortalFacts portal)
{
    private const string Ours = "nexus-portal";

    /// <summary>As the program is called by those who look at processes.</summary>
    private const string Program = "NexusQuantum.Web";
    private const int FewDays = 21;

    public IEnumerable<IPreflightCheck> All =>
    [
        new Check(Port("port-manager", Required, "Port of the portal", "free, or held by nexus-portal"), Listens),
        new Check(Port("certificate-served", Required, "Certificate", "valid, with its key"), Certificate),
        new Check(Port("certificate-names", Recommended, "Names in the certificate", "the host of MANAGER_BASE"), Names),
        new Check(new CheckInfo("address-manager", CheckSection.Addresses.Id, Recommended, "Address of the portal", "MANAGER_BASE resolves"), AddressAsync),
    ];

    private WebOptions Options => portal.Settings.Options;

    private static CheckInfo Port(string id, CheckLevel level, string title, string needed) => new(id, CheckSection.Ports.Id, level, title, needed);

    private CheckOutcome Listens(CheckInfo info)
    {
        var port = Options.Bind.Port;
        return portal.Settings.MistakeOf("MANAGER_BIND") is { } mistake ? CheckOutcome.Miss(info, "not readable", mistake, new CheckFix("Correct MANAGER_BIND in the portal's environment file."))
            : portal.Settings.Serves ? CheckOutcome.Pass($"{port} served", $"This portal serves {Options.Bind}.")
            : portal.WhyNotListen(Options.Bind) is not { } why ? CheckOutcome.Pass($"{port} free", $"{Options.Bind} is free.")
            : why.Contains(Ours, StringComparison.Ordinal) || why.Contains(Program, StringComparison.Ordinal) ? CheckOutcome.Pass($"{port} held by {Ours}", $"{Options.Bind} is held by {Ours}.")
            : CheckOutcome.Miss(info, $"{port} taken", why, new CheckFix("Stop that program, or choose another address by MANAGER_BIND, such as 0.0.0.0:18081."));
    }

    private CheckOutcome Certificate(CheckInfo info)
    {
        if (portal.Certificate() is not { } found)
        {
            return CheckOutcome.Pass("not made yet", "The portal makes one of its own when it first starts.");
        }

        var (now, days) = (portal.Now(), (int)(found.To - portal.Now()).TotalDays);
        var measured = string.Create(CultureInfo.InvariantCulture, $"until {found.To:yyyy-MM-dd}");
        var renew = found.IsOwn
            ? CheckFix.Of("Restart the portal: it makes a new one.", "sudo systemctl restart nexus-portal")
            : new CheckFix($"Put a renewed certificate with its chain into {found.Path} and its key beside it, then restart the portal.");
        return now < found.From ? CheckOutcome.Miss(info, measured, $"The certificate in {found.Path} is valid from {found.From:yyyy-MM-dd HH:mm} UTC, which is later than this machine's clock says.", new CheckFix("Set this machine's clock, or use the certificate later."))
            : days < 0 || now >= found.To ? CheckOutcome.Miss(info, measured, $"The certificate in {found.Path} expired on {found.To:yyyy-MM-dd}.", renew)
            : days < FewDays ? new CheckOutcome(CheckStatus.Warn, measured, $"The certificate in {found.Path} expires in {days} days.") { Fix = renew }
            : CheckOutcome.Pass(measured, $"The certificate in {found.Path} is valid for {days} days more.");
    }

    private CheckOutcome Names(CheckInfo info)
    {
        if (portal.Certificate() is not { } found || Options.Base is not { } address)
        {
            return CheckOutcome.NotApplicable(Options.Base is null ? "MANAGER_BASE is not set." : "There is no certificate yet.");
        }

        return address.Scheme == Uri.UriSchemeHttp ? CheckOutcome.NotApplicable("MANAGER_BASE begins with http://: no certificate is asked for there.")
            : found.Covers(address.DnsSafeHost) ? CheckOutcome.Pass(address.DnsSafeHost, $"The certificate names {address.DnsSafeHost}.")
            : CheckOutcome.Miss(info, "another name", $"The certificate in {found.Path} does not name {address.DnsSafeHost}: browsers warn of it.", found.IsOwn
                ? CheckFix.Of("Let the portal make a new one.", $"sudo rm {found.Path}", "sudo systemctl restart nexus-portal")
                : new CheckFix("Use a certificate for that name, or correct MANAGER_BASE."));
    }

    private async Task<CheckOutcome> AddressAsync(CheckInfo info, CancellationToken cancellationToken)
    {
        if (Options.Base is not { } address)
        {
            return CheckOutcome.Miss(info, "not set", "MANAGER_BASE is not set: lines to copy, links in messages and passkeys use the address a browser happened to come by.", new CheckFix("Write MANAGER_BASE=https://NAME:18080 into the portal's environment file: a name or static address that agents and browsers reach."));
        }

        var addresses = string.Join(", ", await portal.ResolveAsync(address.DnsSafeHost, cancellationToken));
        return CheckOutcome.Pass(addresses, $"{address.DnsSafeHost} is {addresses}.");
    }
}
