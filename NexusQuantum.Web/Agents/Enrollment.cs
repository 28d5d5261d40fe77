using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Hosts;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Data.Audit;

namespace NexusQuantum.Web.Agents;

/// <summary>
/// Makes join tokens and lets agents in. The token's secret never travels: the agent proves it with a MAC over its signing request,
/// and knows us by the authority's fingerprint in the token, so this works over plain HTTP.
/// </summary>
internal sealed partial class Enrollment(IDbContextFactory<NexusDb> databases, AuthorityVault vault, AgentDirectory directory, AuditTrail trail, Seal seal, TimeProvider time, ILogger<Enrollment> log) : IDisposable
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan TokensKept = TimeSpan.FromDays(7);

    // The one door an agent may knock at without a certificate: guessing a token's id is hopeless, but each try costs a query.
    private readonly PartitionedRateLimiter<string> _sources = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetSlidingWindowLimiter(source, _ => new SlidingWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    public void Dispose() => _sources.Dispose();

    public async Task<(JoinToken Token, DateTimeOffset ExpiresAt)> CreateTokenAsync(Caller caller, bool acceptsUnfit, CancellationToken cancellationToken, KnownHost? again = null)
    {
        var authority = await vault.GetAsync(cancellationToken);
        var token = JoinToken.Create(authority.PublicKeyInfo);
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Set<JoinTokenRow>().Where(row => row.ExpiresAt < now - TokensKept).ExecuteDeleteAsync(cancellationToken);
        db.Add(new JoinTokenRow
        {
            Id = token.Id,
            SealedSecret = seal.Protect(token.Secret, Purpose(token.Id)),
            CreatedBy = caller.Name,
            HostId = again?.Id,
            AcceptsUnfit = acceptsUnfit,
            CreatedAt = now,
            ExpiresAt = now + TokenLifetime,
        });
        trail.Add(db, caller, new AuditAct("host.join-token", "host", again?.Id.ToString(), again?.Name) { Note = $"{(again is null ? "For one host" : "For it to join again")}{(acceptsUnfit ? ", fit or not" : "")}, until {now + TokenLifetime:u}." });
        await db.SaveChangesAsync(cancellationToken);
        return (token, now + TokenLifetime);
    }

    public async Task<Result<EnrollResponse>> JoinAsync(EnrollRequest request, IPAddress? caller, CancellationToken cancellationToken)
    {
        using var lease = _sources.AttemptAcquire(caller?.ToString() ?? "");
        if (!lease.IsAcquired)
        {
            return EnrollmentErrors.TooMany;
        }

        // The agent will not believe our answer to such a token, so nothing may come of it here either.
        if (request.Authority is { } authority && authority != Base64Url.EncodeToString(SHA256.HashData((await vault.GetAsync(cancellationToken)).PublicKeyInfo)))
        {
            return EnrollmentErrors.Foreign;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var token = await db.Set<JoinTokenRow>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == request.TokenId, cancellationToken);
        var now = time.GetUtcNow();
        if (token is null)
        {
            return EnrollmentErrors.Unknown;
        }

        if (token.UsedAt is not null || token.SealedSecret is null)
        {
            return EnrollmentErrors.Used;
        }

        if (token.ExpiresAt <= now)
        {
            return EnrollmentErrors.Expired(token.ExpiresAt);
        }

        if (Admission.Proven(request, seal.Unprotect(token.SealedSecret, Purpose(token.Id))) is not { } csr)
        {
            Log.BadMac(log, token.Id);
            return EnrollmentErrors.Unknown;
        }

        if (Admission.Unfit(request, now) is { } unfit)
        {
            return unfit;
        }

        var own = HostAddress.Clean(request.Addresses);
        var address = HostAddress.Parse(request.Address, HostAddress.Choose(caller, own));
        if (!address.Ok)
        {
            return address.Error;
        }

        if (!GoodName(request.HostName))
        {
            return EnrollmentErrors.BadName;
        }

        return await AdmitAsync(db, token, request, csr, address.Value, new HostAddresses(own, HostAddress.Plain(caller)?.ToString()), cancellationToken);
    }

    private async Task<Result<EnrollResponse>> AdmitAsync(NexusDb db, JoinTokenRow token, EnrollRequest request, byte[] csr, string address, HostAddresses found, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var authority = await vault.GetAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var who = await Admission.WhoAsync(db, authority, token, request, csr, cancellationToken);
        if (!who.Ok)
        {
            return who.Error;
        }

        var row = who.Value.Row;
        var again = row is not null;
        var id = row?.Id ?? HostId.New();
        var issued = authority.IssueHost(id, csr);
        if (!issued.Ok)
        {
            return issued.Error;
        }

        using var certificate = issued.Value;
        // One token, one host: of two requests at once the second finds no row to take.
        var taken = await db.Set<JoinTokenRow>()
            .Where(one => one.Id == request.TokenId && one.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now).SetProperty(one => one.UsedBy, id).SetProperty(one => one.SealedSecret, (byte[]?)null), cancellationToken);
        if (taken == 0)
        {
            return EnrollmentErrors.Used;
        }

        if (row is null)
        {
            row = new HostRow { Id = id, Name = await FreeNameAsync(db, request.HostName, cancellationToken), Address = address, JoinedAt = now };
            db.Add(row);
        }

        // An address somebody corrected is kept while it is one of the host's.
        if (HostAddress.NamesHost(request.Address) || !HostAddress.StillGood(row.Address, found.Own))
        {
            row.Address = address;
        }

        var shown = ShownCertificate.Of(certificate);
        row.Addresses = found;
        row.AcceptsUnfit = token.AcceptsUnfit;
        row.CertificateExpiresAt = shown.ExpiresAt;
        row.CertificateIssuedAt = shown.IssuedAt;
        row.CertificateFingerprint = shown.Fingerprint;
        (row.NextFingerprint, row.NextAt) = (null, null);
        trail.Add(db, Caller.System with { Origin = new CallerOrigin("join-token", request.TokenId, address) }, new AuditAct(again ? "host.rejoin" : "host.join", "host", id.ToString(), row.Name) { After = new Dictionary<string, string?>(StringComparer.Ordinal) { ["address"] = row.Address, ["fingerprint"] = shown.Fingerprint } });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        directory.Apply(row);
        Log.Joined(log, row.Name, id, row.Address);
        return new EnrollResponse { HostId = id, Certificate = certificate.ExportCertificatePem(), Authority = authority.Certificate.ExportCertificatePem() };
    }

    private static async Task<string> FreeNameAsync(NexusDb db, string wanted, CancellationToken cancellationToken)
    {
        var taken = (await db.Set<HostRow>().Select(host => host.Name).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var name = wanted;
        for (var i = 2; taken.Contains(name); i++)
        {
            name = $"{wanted[..Math.Min(wanted.Length, 58)]}-{i}";
        }

        return name;
    }

    internal static bool GoodName(string name)
        => name.Length is > 0 and <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') && name[0] is not '-' and not '.';

    private static string Purpose(Guid token) => $"join-token/{token:D}";

    private static partial class Log
    {
        [LoggerMessage(2131, LogLevel.Information, "Host {Name} joined as {Host} at {Address}.")]
        public static partial void Joined(ILogger logger, string name, HostId host, string address);

        [LoggerMessage(2132, LogLevel.Warning, "A join request for token {Token} was not made with its secret.")]
        public static partial void BadMac(ILogger logger, Guid token);
    }
}
