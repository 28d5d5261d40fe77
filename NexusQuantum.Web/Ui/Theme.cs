using MudBlazor;

namespace NexusQuantum.Web.Ui;

/// <summary>What MudBlazor must know of the look: petrol and straw, in two themes.</summary>
internal static class Theme
{
    private static readonly string[] Sans =
    [
        "-apple-system", "BlinkMacSystemFont", "Segoe UI Variable Text", "Segoe UI", "Roboto", "Noto Sans", "Ubuntu", "Cantarell",
        "Liberation Sans", "Arial", "sans-serif",
    ];

    /// <summary>The theme; the same values as <c>tokens.css</c>, which a test compares.</summary>
    public static readonly MudTheme Value = new()
    {
        PaletteDark = new PaletteDark
        {
            Background = "#081112", BackgroundGray = "#182325", Surface = "#0F191B", AppbarBackground = "#081112", DrawerBackground = "#081112",
            TextPrimary = "#EBE9E4", TextSecondary = "#B1B8B2", TextDisabled = "#8B9696", AppbarText = "#EBE9E4",
            DrawerText = "#B1B8B2", DrawerIcon = "#B1B8B2",
            Primary = "#E7DAA1", PrimaryContrastText = "#0A191A", Secondary = "#B1B8B2", SecondaryContrastText = "#0A191A",
            Tertiary = "#ADA8EB", TertiaryContrastText = "#0A191A",
            Info = "#73C1F3", InfoContrastText = "#081112", Success = "#6CCF97", SuccessContrastText = "#081112",
            Warning = "#F0BA5F", WarningContrastText = "#081112", Error = "#FA7C75", ErrorContrastText = "#081112",
            Dark = "#212E30", DarkContrastText = "#EBE9E4",
            ActionDefault = "#B1B8B2", ActionDisabled = "#8B9696", ActionDisabledBackground = "#0F191B", LinesDefault = "#222C2D",
            LinesInputs = "#67787A", Divider = "#222C2D", DividerLight = "#222C2D", TableLines = "#222C2D", TableHover = "#0F191B",
            TableStriped = "#081112", Skeleton = "#182325", HoverOpacity = 0.06, RippleOpacity = 0, BorderOpacity = 1,
        },
        PaletteLight = new PaletteLight
        {
            Background = "#F6F4F0", BackgroundGray = "#EEEDE7", Surface = "#FEFDFB", AppbarBackground = "#F6F4F0", DrawerBackground = "#F6F4F0",
            TextPrimary = "#142023", TextSecondary = "#425052", TextDisabled = "#596668", AppbarText = "#142023",
            DrawerText = "#425052", DrawerIcon = "#425052",
            Primary = "#05535C", PrimaryContrastText = "#FFFFFF", Secondary = "#425052", SecondaryContrastText = "#FFFFFF",
            Tertiary = "#5B4FB0", TertiaryContrastText = "#FFFFFF",
            Info = "#0068A7", InfoContrastText = "#FFFFFF", Success = "#017244", SuccessContrastText = "#FFFFFF",
            Warning = "#925B00", WarningContrastText = "#FFFFFF", Error = "#BE2323", ErrorContrastText = "#FFFFFF",
            Dark = "#142023", DarkContrastText = "#FFFFFF",
            ActionDefault = "#425052", ActionDisabled = "#596668", ActionDisabledBackground = "#EEEDE7", LinesDefault = "#DEDCD6",
            LinesInputs = "#7A837C", Divider = "#DEDCD6", DividerLight = "#DEDCD6", TableLines = "#DEDCD6", TableHover = "#FEFDFB",
            TableStriped = "#F6F4F0", Skeleton = "#EEEDE7", HoverOpacity = 0.06, RippleOpacity = 0, BorderOpacity = 1,
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "4px", DrawerWidthLeft = "208px", DrawerMiniWidthLeft = "48px", AppbarHeight = "48px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "13px", LineHeight = "20px", FontWeight = "400", LetterSpacing = "0" },
            H1 = new H1Typography { FontSize = "20px", LineHeight = "28px", FontWeight = "600", LetterSpacing = "-.005em" },
            H2 = new H2Typography { FontSize = "15px", LineHeight = "20px", FontWeight = "600", LetterSpacing = "0" },
            H3 = new H3Typography { FontSize = "13px", LineHeight = "20px", FontWeight = "600", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontSize = "13px", LineHeight = "20px", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontSize = "13px", LineHeight = "20px", LetterSpacing = "0" },
            Subtitle2 = new Subtitle2Typography { FontSize = "12px", LineHeight = "16px", FontWeight = "400", LetterSpacing = "0" },
            Button = new ButtonTypography { FontSize = "13px", LineHeight = "20px", FontWeight = "400", LetterSpacing = "0", TextTransform = "none" },
            Caption = new CaptionTypography { FontSize = "12px", LineHeight = "16px", LetterSpacing = "0" },
        },
    };
}
