using System.Text;
using NexusQuantum.Web.Features.Access.SecondFactor;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>RFC 6238, appendix B, and RFC 4648, 10, as they print them.</summary>
public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string eightDigits)
        => Assert.Equal(eightDigits[2..], Totp.Code(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void A_code_of_the_step_before_or_after_is_taken_and_no_other()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepAt(now);
        foreach (var distance in (int[])[-1, 0, 1])
        {
            Assert.Equal(step + distance, Totp.Match(Secret, Totp.Code(Secret, step + distance), now));
        }

        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step - 2), now));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, step + 2), now));
        Assert.Null(Totp.Match(Secret, "", now));
        Assert.Null(Totp.Match(Secret, "89005924", now));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_goes_both_ways(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded)));
    }
}
