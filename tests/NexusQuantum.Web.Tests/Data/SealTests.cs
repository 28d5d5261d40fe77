using System.Security.Cryptography;
using NexusQuantum.Web.Data;

namespace NexusQuantum.Web.Tests.Data;

public sealed class SealTests
{
    private readonly Seal _seal = new(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void What_was_sealed_opens_again()
        => Assert.Equal("secret"u8.ToArray(), _seal.Unprotect(_seal.Protect("secret"u8, "a"), "a"));

    [Fact]
    public void The_same_secret_never_looks_the_same()
        => Assert.NotEqual(_seal.Protect("secret"u8, "a"), _seal.Protect("secret"u8, "a"));

    [Fact]
    public void Another_purpose_does_not_open_it()
        => Assert.ThrowsAny<CryptographicException>(() => _seal.Unprotect(_seal.Protect("secret"u8, "a"), "b"));

    [Fact]
    public void Another_key_does_not_open_it()
        => Assert.ThrowsAny<CryptographicException>(() => new Seal(RandomNumberGenerator.GetBytes(32)).Unprotect(_seal.Protect("secret"u8, "a"), "a"));

    [Fact]
    public void A_changed_byte_does_not_open()
    {
        var sealedBytes = _seal.Protect("secret"u8, "a");
        for (var i = 0; i < sealedBytes.Length; i++)
        {
            var changed = sealedBytes.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _seal.Unprotect(changed, "a"));
        }
    }
}
