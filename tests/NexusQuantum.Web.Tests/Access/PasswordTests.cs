using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Passwords;

namespace NexusQuantum.Web.Tests.Access;

public sealed class PasswordTests
{
    private static readonly Account Ada = new() { UserName = "ada" };

    private static readonly AccountPasswordHasher Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = PasswordRules.Iterations }));

    /// <summary>Texts and their form C as another implementation (Python's unicodedata) has them.</summary>
    [Fact]
    public void Form_c_is_that_of_unicode()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "nfc-samples.txt")))
        {
            var sides = line.Split(" = ");
            Assert.True(Text(sides[1]) == Nfc.Of(Text(sides[0])), line);
            Assert.Equal(Text(sides[1]), Nfc.Of(Text(sides[1])));
        }
    }

    [Fact]
    public void A_password_is_one_password_however_its_accents_are_written()
    {
        var hash = Hasher.HashPassword(Ada, "gro\u00DFer \u00E9clair um drei");
        Assert.Equal(PasswordVerificationResult.Success, Hasher.VerifyHashedPassword(Ada, hash, "gro\u00DFer e\u0301clair um drei"));
        Assert.Equal(PasswordVerificationResult.Failed, Hasher.VerifyHashedPassword(Ada, hash, "gro\u00DFer eclair um drei"));
    }

    [Fact]
    public void Nothing_of_a_long_password_is_cut_off()
    {
        var hash = Hasher.HashPassword(Ada, new string('x', PasswordRules.Longest));
        Assert.Equal(PasswordVerificationResult.Failed, Hasher.VerifyHashedPassword(Ada, hash, new string('x', PasswordRules.Longest - 1)));
    }

    [Fact]
    public void A_hash_of_fewer_rounds_is_to_be_made_anew()
    {
        var old = new PasswordHasher<Account>(Options.Create(new PasswordHasherOptions { IterationCount = 100_000 })).HashPassword(Ada, "an uncommon phrase");
        Assert.Equal(PasswordVerificationResult.SuccessRehashNeeded, Hasher.VerifyHashedPassword(Ada, old, "an uncommon phrase"));
    }

    [Theory]
    [InlineData("elevenchars", "PasswordTooShort")]
    [InlineData("\U0001F600\U0001F601\U0001F602\U0001F603\U0001F604\U0001F605", "PasswordTooShort")]
    [InlineData("Password2024", "PasswordCommon")]
    [InlineData("all about ada here", "PasswordHoldsName")]
    [InlineData("twelve chars", null)]
    public async Task Letters_are_counted_as_people_see_them(string password, string? code)
    {
        var found = await new PasswordRules().ValidateAsync(null!, Ada, password);
        Assert.Equal(code, found.Errors.FirstOrDefault()?.Code);
    }

    private static string Text(string points)
        => string.Concat(points.Split(' ').Select(point => new Rune(int.Parse(point, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()));
}
