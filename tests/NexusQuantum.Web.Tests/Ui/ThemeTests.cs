using System.Text.RegularExpressions;
using MudBlazor;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>MudBlazor's theme and our stylesheets say the same colours.</summary>
public sealed partial class ThemeTests
{
    [Theory]
    [InlineData("dark")]
    [InlineData("light")]
    public void The_theme_says_what_the_tokens_say(string name)
    {
        var tokens = Tokens(name);
        Palette palette = name == "dark" ? Theme.Value.PaletteDark : Theme.Value.PaletteLight;
        Assert.Multiple(
            () => Same(tokens["s0"], palette.Background),
            () => Same(tokens["s1"], palette.Surface),
            () => Same(tokens["s2"], palette.BackgroundGray),
            () => Same(tokens["t1"], palette.TextPrimary),
            () => Same(tokens["t2"], palette.TextSecondary),
            () => Same(tokens["t3"], palette.TextDisabled),
            () => Same(tokens["accent"], palette.Primary),
            () => Same(tokens["accent-ink"], palette.PrimaryContrastText),
            () => Same(tokens["suspended"], palette.Tertiary),
            () => Same(tokens["transitioning"], palette.Info),
            () => Same(tokens["running"], palette.Success),
            () => Same(tokens["paused"], palette.Warning),
            () => Same(tokens["error"], palette.Error),
            () => Same(tokens["line"], palette.Divider),
            () => Same(tokens["line"], palette.TableLines),
            () => Same(tokens["edge"], palette.LinesInputs));
    }

    private static void Same(string token, MudBlazor.Utilities.MudColor colour) => Assert.Equal(token, colour.Value[..7], ignoreCase: true);

    private static Dictionary<string, string> Tokens(string theme)
    {
        var css = File.ReadAllText(Path.Combine(Root(), "wwwroot-assets", "wwwroot", "css", "tokens.css"));
        var from = css.IndexOf($"[data-theme=\"{theme}\"] {{", StringComparison.Ordinal);
        var block = css[from..css.IndexOf("\n}", from, StringComparison.Ordinal)];
        return Colour().Matches(block).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NexusQuantum.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the source tree.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("--nq-(?<name>[a-z0-9-]+): (?<value>#[0-9A-Fa-f]{6});")]
    private static partial Regex Colour();
}
