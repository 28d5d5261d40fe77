using System.Threading.Channels;
using Bunit;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Ui.Charts;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>Charts of a page: history once a range, one call a tick, no render.</summary>
public sealed class ChartBoardTests
{
    private readonly Channel<ChartRow> _live = Channel.CreateUnbounded<ChartRow>();
    private readonly List<TimeSpan> _read = [];

    [Fact]
    public async Task History_goes_to_the_browser_once()
    {
        await using var stage = new Stage();
        var made = Scripts(stage);
        Open(stage, ChartRange.Of("1h"));
        await Eventually.TrueAsync(() => made.Invocations["history"].Count == 1);
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(_read));
    }

    [Fact]
    public async Task A_tick_is_one_call_for_all_charts_and_no_render()
    {
        await using var stage = new Stage();
        var made = Scripts(stage);
        var board = Open(stage, ChartRange.All[0]);
        await Eventually.TrueAsync(() => made.Invocations["history"].Count == 1);
        var renders = board.RenderCount;
        _live.Writer.TryWrite(new ChartRow(DateTimeOffset.UnixEpoch.AddSeconds(1), [12.34567, null]));
        _live.Writer.TryWrite(new ChartRow(DateTimeOffset.UnixEpoch.AddSeconds(2), [50, 1]));
        await Eventually.TrueAsync(() => made.Invocations["push"].Count == 2);
        Assert.Equal(renders, board.RenderCount);
        Assert.Equal([12.346, null], Assert.IsType<double?[]>(made.Invocations["push"][0].Arguments[1]));
    }

    [Fact]
    public async Task Another_range_is_read_anew_without_making_the_charts_again()
    {
        await using var stage = new Stage();
        var made = Scripts(stage);
        var board = Open(stage, ChartRange.All[0]);
        await Eventually.TrueAsync(() => made.Invocations["history"].Count == 1);
        board.Render(with => with.Add(b => b.Range, ChartRange.Of("24h")));
        await Eventually.TrueAsync(() => made.Invocations["history"].Count == 2);
        Assert.Equal(TimeSpan.FromHours(24), _read[1]);
    }

    [Fact]
    public async Task History_that_cannot_be_read_says_so()
    {
        await using var stage = new Stage();
        Scripts(stage);
        var board = stage.Open<ChartBoard>("/", with => With(with, ChartRange.All[0], new Error(ErrorKind.Unavailable, "store-away", "The store does not answer.")));
        await Eventually.TrueAsync(() => board.FindAll(".errblock").Count == 1);
    }

    [Fact]
    public async Task Leaving_gives_the_charts_back()
    {
        await using var stage = new Stage();
        var made = Scripts(stage);
        Open(stage, ChartRange.All[0]);
        await Eventually.TrueAsync(() => made.Invocations["history"].Count == 1);
        await stage.LeaveAsync();
        Assert.Single(made.Invocations["dispose"]);
    }

    [Theory]
    [InlineData("7d", 7)]
    [InlineData("30d", 30)]
    public void A_range_is_known_by_its_key(string key, int days) => Assert.Equal(TimeSpan.FromDays(days), ChartRange.Of(key).Span);

    [Fact]
    public void An_unknown_range_is_live() => Assert.Equal("live", ChartRange.Of("<script>").Key);

    private static BunitJSModuleInterop Scripts(Stage stage)
    {
        var module = stage.Scripts.SetupModule("./js/timechart.js");
        var made = module.SetupModule(invocation => invocation.Identifier == "create");
        made.Mode = JSRuntimeMode.Loose;
        return made;
    }

    private IRenderedComponent<ChartBoard> Open(Stage stage, ChartRange range) => stage.Open<ChartBoard>("/", with => With(with, range));

    private ComponentParameterCollectionBuilder<ChartBoard> With(ComponentParameterCollectionBuilder<ChartBoard> with, ChartRange range, Error? failure = null) => with
        .Add(board => board.Charts, [new ChartSpec("CPU", "%", "%", [new("Busy", 0), new("Steal", 1)])])
        .Add(board => board.Range, range)
        .Add(board => board.Address, chosen => "/?range=" + chosen.Key)
        .Add(board => board.History, (from, to, _) =>
        {
            _read.Add(to - from);
            return Task.FromResult(failure is not null ? failure : (Result<ChartHistory>)new ChartHistory(TimeSpan.FromSeconds(1), [new ChartRow(to, [1, 2])]));
        })
        .Add(board => board.Live, token => _live.Reader.ReadAllAsync(token));
}
