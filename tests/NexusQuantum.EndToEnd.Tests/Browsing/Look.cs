namespace NexusQuantum.EndToEnd.Tests.Browsing;

/// <summary>A window and a theme.</summary>
internal sealed record Look(string Name, int Width, int Height, bool Light)
{
    public static readonly Look Desk = new("desk-dark", 1440, 900, Light: false);

    public static readonly Look DeskLight = new("desk-light", 1440, 900, Light: true);

    public static readonly Look Phone = new("phone-dark", 390, 844, Light: false);

    public static readonly Look PhoneLight = new("phone-light", 390, 844, Light: true);

    /// <summary>For stories that look at pages on their way: both widths and both themes, and in the long run all four pairs.</summary>
    public static readonly Look[] Each = Environment.GetEnvironmentVariable("NEXUS_TEST_LONG") == "1" ? [Desk, DeskLight, Phone, PhoneLight] : [Desk, PhoneLight];

    public bool IsPhone => Width < 800;
}
