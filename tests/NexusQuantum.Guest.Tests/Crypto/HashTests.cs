using System.Security.Cryptography;
using System.Text;
using NexusQuantum.Agent.Guest.Crypto;
using NexusQuantum.Agent.Guest.Http;

namespace NexusQuantum.Guest.Tests.Crypto;

public sealed class HashTests
{
    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The WebSocket handshake is defined with it.")]
    public void Both_hashes_agree_with_the_platform_at_every_length_around_the_blocks()
    {
        var random = new Random(1);
        for (var length = 0; length < 300; length++)
        {
            var data = new byte[length];
            random.NextBytes(data);
            Assert.Equal(SHA1.HashData(data), Sha1.Hash(data));
            Assert.Equal(SHA512.HashData(data), Sha512.Hash(data));
        }
    }

    [Fact]
    public void The_handshake_is_the_one_of_the_standard()
        => Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.Answer("dGhlIHNhbXBsZSBub25jZQ=="));

    // The first is from the scheme's specification (without "rounds="), the others were made by glibc's crypt(3).
    [Theory]
    [InlineData("Hello world!", "saltstring", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")]
    [InlineData("", "a", "$6$a$Z6IPkDduHdwavesVY2NFMpOHkigshxPYdhfLg0D3A7/XFQcso9RV2E8qczyJ2su.dj6RRLaTpvgwN1rZfK0I9.")]
    [InlineData("pässwörd with ü", "0123456789abcdef", "$6$0123456789abcdef$C1lSr0ojU0VUAznImzc/Ckl4lFn8FNjKg4MG78XlAm9u4gYigPVvt4/rA7TR2BDwp7YRXSbrE7Oqj2mYAc2Se.")]
    public void The_password_hash_is_crypts(string password, string salt, string expected)
        => Assert.Equal(expected, Sha512Crypt.Hash(Encoding.UTF8.GetBytes(password), salt));

    [Fact]
    public void A_long_password_is_hashed_too()
        => Assert.Equal(
            "$6$./zzz$8oxdBFRQ724E8vYaNDAjwPz0StqfiPysRbSpoUdMh2aZFIj6QQMcnJbdHgp0Us2hLZJxhEbbHD1iCXhIWZ87s.",
            Sha512Crypt.Hash(Encoding.UTF8.GetBytes(new string('x', 200)), "./zzz"));

    [Fact]
    public void A_salt_is_sixteen_characters_and_never_the_same()
    {
        Assert.Equal(16, Sha512Crypt.NewSalt().Length);
        Assert.NotEqual(Sha512Crypt.NewSalt(), Sha512Crypt.NewSalt());
    }
}
