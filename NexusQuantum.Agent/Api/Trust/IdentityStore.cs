using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Agent.Linux;
using NexusQuantum.Domain.AgentApi;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Agent.Api.Trust;

/// <summary>
/// Keeps the agent's identity: <c>identity.pem</c> holds key and certificate in one file, so that they change together;
/// <c>authority.pem</c> the portal's authority. Both 0600, written atomically. Renewal keeps a new key in memory until its grant came.
/// </summary>
internal sealed class IdentityStore(string agentDirectory, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private ECDsa? _pending;
    private (DateTime, long) _stamp;

    private string IdentityFile => Path.Combine(agentDirectory, "identity.pem");

    private string AuthorityFile => Path.Combine(agentDirectory, "authority.pem");

    /// <summary>The identity in use; null before the agent joined.</summary>
    public AgentIdentity? Current { get; private set; }

    /// <summary>Reads what is stored; null when the agent never joined. Throws <see cref="InvalidDataException"/> for files that cannot be read.</summary>
    public AgentIdentity? Load()
    {
        if (!File.Exists(IdentityFile) || !File.Exists(AuthorityFile))
        {
            return null;
        }

        try
        {
            _stamp = Stamp();
            Current = new AgentIdentity(
                X509Certificate2.CreateFromPemFile(IdentityFile),
                X509Certificate2.CreateFromPem(File.ReadAllText(AuthorityFile)));
            return Current;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The agent's identity in {agentDirectory} cannot be read.", e);
        }
    }

    /// <summary>
    /// Reads again what the command <c>enroll</c> replaced while this agent runs, so that joining again needs no restart; false when
    /// nothing changed. Files that are gone or cannot be read leave the identity as it is.
    /// </summary>
    public bool Refresh()
    {
        lock (_lock)
        {
            var before = Current;
            try
            {
                return Stamp() != _stamp && File.Exists(IdentityFile) && Load() is not null;
            }
            catch (InvalidDataException)
            {
                Current = before;
                return false;
            }
        }
    }

    /// <summary>Proves to the portal that this host is who it was: the key signs the new request.</summary>
    public IdentityProof? Prove(byte[] csr)
    {
        using var key = Current?.Certificate.GetECDsaPrivateKey();
        return Current is { } self && key is not null
            ? new IdentityProof(self.Certificate.ExportCertificatePem(), Convert.ToBase64String(key.SignData(csr, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)))
            : null;
    }

    /// <summary>Stores a fresh join. The authority goes first: without the identity it means nothing.</summary>
    public AgentIdentity Save(ECDsa key, X509Certificate2 certificate, X509Certificate2 authority)
    {
        Directory.CreateDirectory(agentDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.Write(AuthorityFile, authority.ExportCertificatePem() + "\n");
        AtomicFile.Write(IdentityFile, key.ExportPkcs8PrivateKeyPem() + "\n" + certificate.ExportCertificatePem() + "\n");
        return Load() ?? throw new InvalidDataException("What was just written is gone.");
    }

    /// <summary>Begins a renewal: a new key and its request. A second request forgets the first.</summary>
    public Domain.AgentApi.CertificateRequest Request()
    {
        lock (_lock)
        {
            _pending?.Dispose();
            _pending = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return new Domain.AgentApi.CertificateRequest(Convert.ToBase64String(Csr(_pending)));
        }
    }

    /// <summary>Takes a renewed certificate into use, if it is for the key of the last request, of our authority and for this host.</summary>
    public Result<Done> Take(CertificateGrant grant)
    {
        lock (_lock)
        {
            if (_pending is not { } key || Current is not { } current)
            {
                return new Error(ErrorKind.Conflict, "no-request", "No certificate request is open.") { Fix = "Ask for one first." };
            }

            try
            {
                using var certificate = X509Certificate2.CreateFromPem(grant.Certificate);
                if (!Matches(certificate, key) || AgentIdentity.HostOf(certificate) != current.HostId || !current.IsIssued(certificate, time.GetUtcNow()))
                {
                    return new Error(ErrorKind.Invalid, "certificate-wrong", "The certificate is not for this host's new key, or not of its authority.");
                }

                Save(key, certificate, current.Authority);
                _pending = null;
                key.Dispose();
                return Done.Value;
            }
            catch (CryptographicException)
            {
                return new Error(ErrorKind.Invalid, "certificate-wrong", "The certificate cannot be read.");
            }
        }
    }

    public void Dispose() => _pending?.Dispose();

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(IdentityFile);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    public static byte[] Csr(ECDsa key)
        => new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=nexus-agent", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    public static bool Matches(X509Certificate2 certificate, ECDsa key)
        => certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
}
