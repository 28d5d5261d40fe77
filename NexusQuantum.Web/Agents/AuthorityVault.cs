using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Agents;

/// <summary>Keeps the authority: made at the first start, its key sealed in PostgreSQL, the same for all replicas.</summary>
internal sealed class AuthorityVault(IDbContextFactory<NexusDb> databases, Seal seal, TimeProvider time) : IDisposable
{
    private const string Name = "authority";
    private readonly SemaphoreSlim _gate = new(1, 1);
    private CertificateAuthority? _authority;
    private X509Certificate2? _portal;

    public async ValueTask<CertificateAuthority> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _authority) is { } known)
        {
            return known;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _authority ??= await LoadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The portal's client certificate: its key never leaves this process, so each process makes its own and renews it at two thirds.</summary>
    public async ValueTask<X509Certificate2> PortalAsync(CancellationToken cancellationToken)
    {
        var authority = await GetAsync(cancellationToken);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_portal is null || time.GetUtcNow() > new DateTimeOffset(_portal.NotAfter.ToUniversalTime()) - (CertificateAuthority.Lifetime / 3))
            {
                _portal = authority.IssuePortal();
            }

            return _portal;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        _portal?.Dispose();
        _authority?.Certificate.Dispose();
    }

    private async Task<CertificateAuthority> LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await ReadAsync(db, cancellationToken) is { } there)
        {
            return there;
        }

        // Two replicas may start on one new database: the first row wins, and both use it.
        var made = CertificateAuthority.Create(time);
        var sealedPem = seal.Protect(Encoding.ASCII.GetBytes(made.ExportPem()), Name);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO sealed_secrets (name, value, created_at) VALUES ({Name}, {sealedPem}, {time.GetUtcNow()}) ON CONFLICT DO NOTHING",
            cancellationToken);
        return await ReadAsync(db, cancellationToken) ?? throw new InvalidOperationException("The authority was removed while it was made.");
    }

    private async Task<CertificateAuthority?> ReadAsync(NexusDb db, CancellationToken cancellationToken)
    {
        var row = await db.Set<SealedSecret>().AsNoTracking().SingleOrDefaultAsync(secret => secret.Name == Name, cancellationToken);
        return row is null ? null : CertificateAuthority.FromPem(Encoding.ASCII.GetString(seal.Unprotect(row.Value, Name)), time);
    }
}
