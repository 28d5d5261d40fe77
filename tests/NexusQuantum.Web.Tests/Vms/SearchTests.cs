using System.Net;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Vms;

/// <summary>The API finds machines by the words of the page, in pages of any order.</summary>
public sealed class SearchTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("state")]
    [InlineData("createdAt")]
    [InlineData("-createdAt")]
    public async Task A_search_is_paged_without_loss_or_repeat(string sort)
    {
        var fleet = fixture.Fleet;
        var stem = "s" + Guid.NewGuid().ToString("N")[..8];
        var wanted = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            wanted.Add($"{stem}-{i}");
            await fleet.CreateAsync(wanted[^1]);
        }

        List<string> found = [];
        string? cursor = null;
        do
        {
            var page = await fleet.GetAsync($"/v1/vms?q={stem}&sort={sort}&limit=2{(cursor is null ? "" : "&cursor=" + cursor)}");
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(vm => vm.GetProperty("name").GetString()!));
            cursor = page.GetProperty("next").GetString();
            Assert.True(found.Count <= wanted.Count);
        }
        while (cursor is not null);

        Assert.Equal(sort.StartsWith('-') ? wanted.AsEnumerable().Reverse() : wanted, found);
    }

    [Fact]
    public async Task Every_key_of_the_page_works_and_what_can_match_nothing_is_told()
    {
        var fleet = fixture.Fleet;
        var name = FleetFixture.Name();
        var id = await fleet.CreateAsync(name);
        foreach (var text in new[] { name[..^1], name.ToUpperInvariant(), $"name:{name}", $"id:{id}", $"host:fake-* name:{name}", $"image:nexus-tiny {name}", $"wish:running {name}", $"ip:10.0.100.* {name}", $"state:run* {name}" })
        {
            var items = (await fleet.GetAsync("/v1/vms?q=" + Uri.EscapeDataString(text))).GetProperty("items");
            Assert.True(items.EnumerateArray().Any(vm => vm.GetProperty("name").GetString() == name), text);
        }

        Assert.Equal(0, (await fleet.GetAsync($"/v1/vms?q=host:elsewhere%20{name}")).GetProperty("items").GetArrayLength());
        foreach (var bad in new[] { "colour:red", "state:nonsense", new string('x', 201) })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await fleet.SendAsync(HttpMethod.Get, "/v1/vms?q=" + bad)).Status);
        }
    }
}
