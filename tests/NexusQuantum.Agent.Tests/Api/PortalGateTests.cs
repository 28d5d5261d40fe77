using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using NexusQuantum.Agent.Api.Trust;
using NexusQuantum.Agent.Tests.Fakes;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Tests.Shared;

namespace NexusQuantum.Agent.Tests.Api;

/// <summary>Who is served and who is told why not, call by call; the handshake before it is tried in <see cref="ApiTests"/>.</summary>
public sealed class PortalGateTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly IdentityStore _identity;
    private readonly Lines<PortalGate> _log = new();

    public PortalGateTests()
    {
        _identity = new IdentityStore(_folder.Path, TimeProvider.System);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = _authority.IssueHost(IdentityStore.Csr(key), HostId.New());
        _identity.Save(key, certificate, _authority.Certificate);
    }

    public void Dispose()
    {
        _identity.Dispose();
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_portal_is_served_and_told_our_clock_and_contract()
    {
        var context = Call(_authority.Issue(CertificateNames.Portal));
        Assert.Null(Gate(TimeProvider.System).WhyNot(context));
        Assert.InRange(ClockRule.Read(context.Response.Headers.Date) ?? default, DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal((1, 1), (ContractOffer.Read(context.Response.Headers[ContractOffer.Header]).Oldest, ContractOffer.Read(context.Response.Headers[ContractOffer.Header]).Newest));
        Assert.Empty(_log.Said);
    }

    [Theory]
    [InlineData("expired", "host-clock-wrong", "The portal's certificate is valid from")]
    [InlineData("clock", "host-clock-wrong", "it is 3 h 0 min ahead")]
    [InlineData("version", "host-version-wrong", "the portal is of release 9.0 and speaks 7 to 9")]
    [InlineData("host", "not-the-portal", "Only the portal")]
    [InlineData("foreign", "not-the-portal", "Only the portal")]
    public void Whoever_is_refused_is_told_why_and_it_is_logged_once(string what, string type, string part)
    {
        using var foreign = new TestAuthority();
        var gate = Gate(TimeProvider.System);
        var error = default(Error);
        for (var i = 0; i < 3; i++)
        {
            var context = Call(what switch
            {
                "expired" => _authority.Issue(CertificateNames.Portal, fromHours: -3, toHours: -2),
                "host" => _authority.Issue(CertificateNames.Host(HostId.New())),
                "foreign" => foreign.Issue(CertificateNames.Portal),
                _ => _authority.Issue(CertificateNames.Portal),
            });
            context.Request.Headers[ContractOffer.Header] = what == "version" ? "7-9/9.0" : "1-2/0.2.0";
            context.Request.Headers.Date = ClockRule.Write(DateTimeOffset.UtcNow.AddHours(what == "clock" ? -3 : 0).AddSeconds(what == "clock" ? -2 : 0));
            error = gate.WhyNot(context);
        }

        Assert.Equal((ErrorKind.Forbidden, type), (error?.Kind, error?.Type));
        Assert.Contains(part, error!.Message, StringComparison.Ordinal); // it was refused
        Assert.Contains(part, Assert.Single(_log.Said), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_that_goes_on_is_said_again_after_ten_minutes_with_how_often_it_came()
    {
        var clock = new TestClock();
        var log = new RefusalLog(clock, _log);
        for (var i = 0; i < 5; i++)
        {
            log.Note("clock", "The clock is wrong.");
        }

        log.Note("foreign", "Another portal.");
        clock.Advance(TimeSpan.FromMinutes(11));
        log.Note("clock", "The clock is wrong.");
        Assert.Equal(["Refused: The clock is wrong. (and 0 times before", "Refused: Another portal. (and 0 times before", "Refused: The clock is wrong. (and 4 times before"], _log.Said.Select(line => line[..line.IndexOf(',', StringComparison.Ordinal)]));
    }

    private PortalGate Gate(TimeProvider time) => new(_identity, time, _log);

    private static DefaultHttpContext Call(X509Certificate2 peer)
    {
        var context = new DefaultHttpContext();
        context.Connection.ClientCertificate = peer;
        return context;
    }
}
