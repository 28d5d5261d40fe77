using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Tests.Serialization;

public sealed class OneLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("web-1 ~", "web-1 ~")]
    [InlineData("Zoë 東京 🚀 \\n", "Zoë 東京 🚀 \\n")]
    [InlineData("a\nb\r\nc\td", "a\\nb\\r\\nc\\td")]
    [InlineData("\u001b]52;c;aGk=\u0007", "\\u001b]52;c;aGk=\\u0007")]
    [InlineData("\u009b2J\u007f\0", "\\u009b2J\\u007f\\u0000")]
    [InlineData("\u0085\u2028\u2029\u202e\u2066\u200b\ufeff", "\\u0085\\u2028\\u2029\\u202e\\u2066\\u200b\\ufeff")]
    [InlineData("\U000e0041", "\\U000e0041")]
    public void What_would_not_just_be_shown_is_written_out(string text, string line) => Assert.Equal(line, OneLine.Of(text));

    [Fact]
    public void Halves_of_a_pair_are_written_out() => Assert.Equal("\\ud83dx\\ude80", OneLine.Of(new string(['\ud83d', 'x', '\ude80'])));

    [Fact]
    public void Whatever_the_text_it_stays_one_line()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            Assert.DoesNotContain(OneLine.Of(((char)code).ToString()), letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
        }
    }
}
