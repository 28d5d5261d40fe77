using System.Security.Cryptography;
using NexusQuantum.Domain.AgentApi;

namespace NexusQuantum.Domain.Tests.AgentApi;

public sealed class JoinTokenTests
{
    [Fact]
    public void A_token_reads_back_with_all_its_parts()
    {
        var made = JoinToken.Create("authority"u8);
        Assert.True(JoinToken.TryParse(made.Reveal(), out var read));
        Assert.Equal(made.Id, read.Id);
        Assert.Equal(made.Secret, read.Secret);
        Assert.Equal(SHA256.HashData("authority"u8), read.Fingerprint);
    }

    [Fact]
    public void Printing_a_token_does_not_reveal_its_secret()
    {
        var token = JoinToken.Create("authority"u8);
        Assert.Equal(token.Id.ToString(), $"{token}");
    }

    [Fact]
    public void White_space_around_a_pasted_token_is_forgiven()
        => Assert.True(JoinToken.TryParse($"  {JoinToken.Create("a"u8).Reveal()}\n", out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a.b.c")]
    [InlineData("0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1.AAAA.AAAA")]
    [InlineData("0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1")]
    public void Anything_else_is_refused(string? text) => Assert.False(JoinToken.TryParse(text, out _));

    [Fact]
    public void Another_secret_makes_another_mac()
        => Assert.NotEqual(
            JoinToken.Mac(JoinToken.Create("a"u8).Secret, "csr"u8),
            JoinToken.Mac(JoinToken.Create("a"u8).Secret, "csr"u8));
}
