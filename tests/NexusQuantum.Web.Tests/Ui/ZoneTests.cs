using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Features.Audit.Pages;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Parts;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>Pages write times as their reader wants them, and are made anew when that changes.</summary>
public sealed class ZoneTests : Pages
{
    [Fact]
    public void Ages_and_times_take_the_zone_of_the_page()
    {
        var page = Context.Render<CascadingValue<Times>>(zone => zone.Add(value => value.Value, Times.For("Asia/Kathmandu", null))
            .AddChildContent<Ago>(ago => ago.Add(one => one.At, Some.Now.AddDays(-2)).Add(one => one.Now, Some.Now)).AddChildContent<When>(when => when.Add(one => one.At, Some.Now)));
        Assert.Equal(["2026-11-21", "2026-11-23 08:32:46 +05:45"], page.FindAll("time").Select(time => time.TextContent));
        Assert.Equal(["2026-11-21 08:32:46 +05:45", "2026-11-23 08:32:46 +05:45"], page.FindAll("time").Select(time => time.GetAttribute("title")));
        Assert.All(page.FindAll("time"), time => Assert.EndsWith("Z", time.GetAttribute("datetime"), StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_hands_the_zone_down_to_its_parts()
    {
        var page = Context.Render<WithProviders>(around => around.AddChildContent<CascadingValue<Times>>(zone => zone.Add(value => value.Value, Times.For("Asia/Tokyo", null)).AddChildContent<AuditLog>()));
        Assert.Contains("Sealed up to 11:47:46", page.Find(".audit-chain").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_is_loaded_again_when_its_reader_wants_another_zone()
    {
        Show<RightsWatch>("/machines");
        var history = Context.Services.GetRequiredService<BunitNavigationManager>().History;
        Me = Me with { TimeZone = "Europe/Berlin" };
        await Eventually.TrueAsync(() => history.First().Options.ForceLoad);
    }
}
