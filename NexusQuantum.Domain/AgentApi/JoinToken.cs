using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// A one-time token to join a host: <c>id.secret.fingerprint</c>, the last two in base64url without padding. The secret is 32
/// random bytes; the fingerprint is the SHA-256 of the authority's SubjectPublicKeyInfo, so joining is safe over plain HTTP.
/// </summary>
public sealed class JoinToken
{
    private JoinToken(Guid id, byte[] secret, byte[] fingerprint) => (Id, Secret, Fingerprint) = (id, secret, fingerprint);

    /// <summary>Names the token's row in the portal.</summary>
    public Guid Id { get; }

    /// <summary>32 bytes known to the portal and whoever holds the token.</summary>
    public byte[] Secret { get; }

    /// <summary>SHA-256 of the authority's SubjectPublicKeyInfo.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>A new token for an authority.</summary>
    public static JoinToken Create(ReadOnlySpan<byte> authorityPublicKeyInfo)
        => new(Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(32), SHA256.HashData(authorityPublicKeyInfo));

    /// <summary>Reads the text form; false when any part is not what it must be.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JoinToken? token)
    {
        token = null;
        var parts = text?.Trim().Split('.');
        if (parts is not { Length: 3 } || !Guid.TryParseExact(parts[0], "D", out var id))
        {
            return false;
        }

        if (!TryBytes(parts[1], out var secret) || !TryBytes(parts[2], out var fingerprint))
        {
            return false;
        }

        token = new JoinToken(id, secret, fingerprint);
        return true;
    }

    /// <summary>The HMAC that proves knowledge of the secret for this CSR.</summary>
    public static byte[] Mac(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> csr) => HMACSHA256.HashData(secret, csr);

    /// <summary>The whole token, secret included: for the one line an administrator copies, never for a log.</summary>
    public string Reveal() => new StringBuilder().Append(Id.ToString("D")).Append('.').Append(Base64Url.EncodeToString(Secret)).Append('.').Append(Base64Url.EncodeToString(Fingerprint)).ToString();

    /// <summary>Only the id.</summary>
    public override string ToString() => Id.ToString("D");

    private static bool TryBytes(string text, out byte[] bytes)
    {
        bytes = new byte[32];
        return Base64Url.IsValid(text, out var length) && length == 32 && Base64Url.TryDecodeFromChars(text, bytes, out _);
    }
}
