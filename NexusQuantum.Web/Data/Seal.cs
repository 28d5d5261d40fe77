using System.Security.Cryptography;
using System.Text;

namespace NexusQuantum.Web.Data;

/// <summary>
/// Closes secrets before they go into the database, with the master key (<c>master.key</c> in the data directory, 0600, copied to
/// every replica by the administrator). AES-256-GCM; layout: version 1, 12 bytes nonce, 16 bytes tag, text.
/// </summary>
internal sealed class Seal
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _sealing;
    private readonly byte[] _hashing;

    public Seal(ReadOnlySpan<byte> masterKey)
    {
        _sealing = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey.ToArray(), 32, info: "nexus seal 1"u8.ToArray());
        _hashing = HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey.ToArray(), 32, info: "nexus hash 1"u8.ToArray());
    }

    /// <summary>Seals; <paramref name="purpose"/> must be given again to open, so that a sealed value is of no use in another place.</summary>
    public byte[] Protect(ReadOnlySpan<byte> secret, string purpose)
    {
        var sealedBytes = new byte[1 + NonceSize + TagSize + secret.Length];
        sealedBytes[0] = Version;
        var nonce = sealedBytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_sealing, TagSize);
        aes.Encrypt(nonce, secret, sealedBytes.AsSpan(1 + NonceSize + TagSize), sealedBytes.AsSpan(1 + NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return sealedBytes;
    }

    /// <summary>Opens; throws <see cref="CryptographicException"/> for another master key, another purpose or changed bytes.</summary>
    public byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        if (sealedBytes.Length < 1 + NonceSize + TagSize || sealedBytes[0] != Version)
        {
            throw new CryptographicException("Not a sealed value of this release.");
        }

        var secret = new byte[sealedBytes.Length - 1 - NonceSize - TagSize];
        using var aes = new AesGcm(_sealing, TagSize);
        aes.Decrypt(
            sealedBytes.Slice(1, NonceSize), sealedBytes[(1 + NonceSize + TagSize)..], sealedBytes.Slice(1 + NonceSize, TagSize), secret, Encoding.UTF8.GetBytes(purpose));
        return secret;
    }

    /// <summary>A keyed hash: compares secrets or bodies that hold secrets without keeping what could be guessed offline.</summary>
    public byte[] Hash(ReadOnlySpan<byte> data) => HMACSHA256.HashData(_hashing, data);
}
