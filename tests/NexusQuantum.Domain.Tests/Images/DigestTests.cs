using System.Security.Cryptography;
using NexusQuantum.Domain.Images;

namespace NexusQuantum.Domain.Tests.Images;

public sealed class DigestTests
{
    [Fact]
    public void A_hash_reads_back()
    {
        var digest = Digest.FromHash(SHA256.HashData("nexus"u8));
        Assert.Equal(digest, Digest.Parse(digest.ToString(), null));
        Assert.Equal(64, digest.Hex.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:abc")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../etc/passwd/////////")]
    [InlineData("SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void Anything_else_is_refused(string text) => Assert.False(Digest.TryParse(text, null, out _));
}
