using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Tests.Shared;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Agents;
using NexusQuantum.Web.Tests.Running;
using SigningRequest = System.Security.Cryptography.X509Certificates.CertificateRequest;

namespace NexusQuantum.Web.Tests.Agents;

/// <summary>An agent that answers and is not worked with: the host says which of the reasons it is, and goes on by itself when it is gone.</summary>
public sealed class RefusalTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private TestFleet Fleet => fixture.Fleet;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("clock", "host-clock-wrong", "it is 3 h 0 min behind")]
    [InlineData("version", "host-version-wrong", "is of release 9.9 and speaks contract 7")]
    [InlineData("expired", "host-certificate-expired", "not valid any more")]
    [InlineData("early", "host-certificate-early", "not valid yet")]
    [InlineData("other", "host-certificate-other", "another host of this portal")]
    [InlineData("foreign", "host-certificate-foreign", "another portal")]
    public async Task It_is_refused_with_its_reason_and_a_fix_until_that_is_mended(string what, string type, string part)
    {
        var agent = Fleet.Agent;
        await Fleet.ReachableAsync(true);
        var good = agent.Certificate;
        await agent.GoAwayAsync();
        agent.ClockOff = what == "clock" ? TimeSpan.FromHours(-3) - TimeSpan.FromSeconds(20) : TimeSpan.Zero;
        agent.Contract = what == "version" ? "7-7/9.9" : null;
        if (await CertificateAsync(what) is { } certificate)
        {
            agent.Show(certificate);
        }

        await agent.ComeBackAsync(Token);
        var host = await Fleet.RefusedAsync(type);
        Assert.Contains(part, host.GetProperty("unreachableReason").GetString(), StringComparison.Ordinal);
        Assert.True(host.GetProperty("unreachableFix").GetString()?.Length > 0);

        // A command is refused alike, and says the same.
        var (status, problem) = await Fleet.PostAsync($"/v1/hosts/{agent.Id}/certificate");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, type), (status, problem.GetProperty("type").GetString()));

        await agent.GoAwayAsync();
        (agent.ClockOff, agent.Contract) = (TimeSpan.Zero, null);
        agent.Show(good);
        await agent.ComeBackAsync(Token);
        await Fleet.ReachableAsync(true);
    }

    private async Task<X509Certificate2?> CertificateAsync(string what)
    {
        if (what == "foreign")
        {
            return Issue(CertificateAuthority.Create(TimeProvider.System), Fleet.Agent.Id);
        }

        TimeSpan? shift = what switch { "expired" => TimeSpan.FromDays(-200), "early" => TimeSpan.FromDays(2), "other" => TimeSpan.Zero, _ => null };
        if (shift is not { } by)
        {
            return null;
        }

        var ours = await Fleet.Portal.Services.GetRequiredService<AuthorityVault>().GetAsync(Token);
        return what == "expired" ? IssueBy(ours, by) : Issue(new CertificateAuthority(ours.Certificate, new ShiftedTime(by)), what == "other" ? HostId.New() : Fleet.Agent.Id);
    }

    private static X509Certificate2 Issue(CertificateAuthority authority, HostId host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var bare = authority.IssueHost(host, new SigningRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest()).Value!; // the request is good
        return bare.CopyWithPrivateKey(key);
    }

    // An authority of today signs nothing that begins before itself; by hand it does.
    private X509Certificate2 IssueBy(CertificateAuthority authority, TimeSpan shift)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new SigningRequest("CN=x", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(Domain.AgentApi.CertificateNames.Host(Fleet.Agent.Id)));
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(authority.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(authority.Certificate.GetECDsaPrivateKey()!), DateTimeOffset.UtcNow + shift, DateTimeOffset.UtcNow + shift + TimeSpan.FromDays(90), [1, 2, 3]); // the vault holds the key
        return bare.CopyWithPrivateKey(key);
    }
}
