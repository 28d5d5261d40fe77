using Bunit;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui.Parts;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class PartTests : Pages
{
    [Theory]
    [InlineData(VmState.Running, VmPower.Running, false)]
    [InlineData(VmState.Stopped, VmPower.Running, true)]
    [InlineData(VmState.Starting, VmPower.Running, false)]
    [InlineData(VmState.Unknown, VmPower.Stopped, false)]
    public void The_wish_is_said_only_when_it_differs_and_nobody_works_on_it(VmState state, VmPower wish, bool said)
    {
        var chip = Context.Render<StateChip>(part => part.Add(p => p.State, state).Add(p => p.Wish, wish).Add(p => p.Now, Some.Now));

        Assert.Equal(said, chip.FindAll(".wish").Count == 1);
    }

    [Fact]
    public void An_unknown_state_says_since_when()
        => Assert.Contains("Last seen 4 min ago", Context.Render<StateChip>(part => part.Add(p => p.State, VmState.Unknown).Add(p => p.SeenAt, Some.Now.AddMinutes(-4)).Add(p => p.Now, Some.Now)).Markup, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(0.5, 10)]
    [InlineData(1.0, 20)]
    public void Quanta_fill_cells_of_five_percent_and_anything_shows_one(double used, int cells)
        => Assert.Contains($"--v:{cells};", Context.Render<Quanta>(part => part.Add(p => p.Label, "CPU").Add(p => p.Used, used)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Quanta_turn_amber_from_ninety_percent()
        => Assert.NotEmpty(Context.Render<Quanta>(part => part.Add(p => p.Label, "CPU").Add(p => p.Used, 0.9)).FindAll(".qu-warn"));

    [Fact]
    public void A_gap_of_a_sparkline_is_a_missing_bar()
    {
        var spark = Context.Render<Spark>(part => part.Add(p => p.Values, [0.2, null, 0.4]));

        Assert.Equal(1, spark.Find("path").GetAttribute("d")!.Count(c => c == 'M'));
    }

    [Fact]
    public void A_field_of_more_than_two_hundred_machines_shares_cells_and_shows_the_worst()
    {
        var machines = Enumerable.Range(0, 401).Select(k => new FleetCell($"m{k}", $"/machines/{k}", k == 400 ? VmState.Failed : VmState.Running)).ToArray();

        var field = Context.Render<FleetField>(part => part.Add(p => p.Machines, machines));

        Assert.Equal(134, field.FindAll("a.q").Count);
        Assert.Contains("m400: failed", Assert.Single(field.FindAll(".q-error")).GetAttribute("title"), StringComparison.Ordinal);
        Assert.Single(field.FindAll("[tabindex='0']"));
    }
}
