using System.Collections.Immutable;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>The one call an agent makes to the portal: <c>POST /v1/enroll</c>.</summary>
public sealed record EnrollRequest
{
    /// <summary>The token's id (its first part).</summary>
    public required Guid TokenId { get; init; }

    /// <summary>PKCS#10 request, DER in base64; key ECDSA P-256. Subject is ignored, the portal writes the names.</summary>
    public required string Csr { get; init; }

    /// <summary>HMAC-SHA-256 of the CSR's DER bytes under the token's secret, base64. The secret itself never travels.</summary>
    public required string Mac { get; init; }

    /// <summary>The host's name, as a proposal.</summary>
    public required string HostName { get; init; }

    /// <summary>Where the portal reaches the agent: <c>address:port</c>; without an address the portal takes the caller's.</summary>
    public required string Address { get; init; }

    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>The host id of an earlier join to this portal, for joining again; null for a new host.</summary>
    public HostId? PreviousHostId { get; init; }

    /// <summary>What proves <see cref="PreviousHostId"/>; a token made for that host needs none.</summary>
    public IdentityProof? PreviousIdentity { get; init; }

    /// <summary>The token's fingerprint of its portal's authority, base64url: a portal it was not made by can say so.</summary>
    public string? Authority { get; init; }

    /// <summary>The agent's <see cref="ContractOffer"/> in its text form.</summary>
    public string? Contract { get; init; }

    /// <summary>The agent's clock when it asked, UTC.</summary>
    public DateTimeOffset? Clock { get; init; }

    /// <summary>Addresses of the host, the one it reaches the portal from first.</summary>
    public ImmutableArray<OwnAddress> Addresses { get => field.IsDefault ? [] : field; init; } = [];
}

/// <summary>Proof that an agent holds the key of a host's certificate.</summary>
/// <param name="Certificate">The certificate, PEM.</param>
/// <param name="Signature">ECDSA with SHA-256 over the request's CSR (DER bytes), in DER, base64.</param>
public sealed record IdentityProof(string Certificate, string Signature);

/// <summary>The portal's answer to an enrolment.</summary>
public sealed record EnrollResponse
{
    /// <summary>The host's id from now on.</summary>
    public required HostId HostId { get; init; }

    /// <summary>The agent's certificate, PEM; URI name <c>nexus:host:&lt;id&gt;</c>.</summary>
    public required string Certificate { get; init; }

    /// <summary>The portal's authority, PEM; the agent checks its public key against the token's fingerprint before believing anything.</summary>
    public required string Authority { get; init; }
}

/// <summary>A CSR for renewal, PEM is not used: DER in base64.</summary>
/// <param name="Csr">PKCS#10 DER, base64; the key stays with the agent.</param>
public sealed record CertificateRequest(string Csr);

/// <summary>A renewed certificate.</summary>
/// <param name="Certificate">PEM.</param>
public sealed record CertificateGrant(string Certificate);
