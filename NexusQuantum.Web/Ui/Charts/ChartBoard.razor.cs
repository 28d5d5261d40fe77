using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using NexusQuantum.Domain.Errors;

namespace NexusQuantum.Web.Ui.Charts;

/// <summary>
/// The charts of a page. History goes to the browser once a range, then one call a tick for all charts: nothing is rendered
/// again while samples come.
/// </summary>
public sealed partial class ChartBoard
{
    private const int MostFlags = 8;
    private ElementReference _root;
    private IJSObjectReference? _board;
    private ChartRange? _loaded;
    private ImmutableArray<ChartEvent> _told = [];
    private Problem? _problem;
    private TimeSpan? _step;
    private DateTimeOffset _asked;

    [Parameter]
    [EditorRequired]
    public ImmutableArray<ChartSpec> Charts { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public ChartRange Range { get; set; } = ChartRange.All[0];

    /// <summary>The page's address for a range.</summary>
    [Parameter]
    [EditorRequired]
    public Func<ChartRange, string> Address { get; set; } = _ => string.Empty;

    /// <summary>Reads a range, its ends in UTC.</summary>
    [Parameter]
    [EditorRequired]
    public Func<DateTimeOffset, DateTimeOffset, CancellationToken, Task<Result<ChartHistory>>> History { get; set; } = null!; // required by the editor

    /// <summary>Rows as they are measured.</summary>
    [Parameter]
    [EditorRequired]
    public Func<CancellationToken, IAsyncEnumerable<ChartRow>> Live { get; set; } = null!; // required by the editor

    [Parameter]
    public ImmutableArray<ChartEvent> Events { get; set; } = [];

    [Inject]
    private IJSRuntime Js { get; set; } = null!; // injected before any use

    private ChartEvent[] Flags => [.. Events.Where(flag => flag.At > Now - Range.Span).OrderBy(flag => flag.At).TakeLast(MostFlags)];

    private DateTimeOffset Until => _loaded is null ? Now : _asked;

    private string Span => Range.Span.TotalDays > 1 ? $"{Times.Minute(Until - Range.Span)} – {Times.Minute(Until)}" : $"{Times.Clock(Until - Range.Span)} – {Times.Clock(Until)}";

    private string SpanTitle => $"{Times.Full(Until - Range.Span)} – {Times.Full(Until)}";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (firstRender)
            {
                await using var module = await Js.InvokeAsync<IJSObjectReference>("import", Gone, "./js/timechart.js");
                _board = await module.InvokeAsync<IJSObjectReference>("create", Gone, _root, Settings());
                await LoadAsync();
                Pump(Live, PushAsync);
            }
            else if (_board is not null && _loaded is not null && _loaded != Range)
            {
                await LoadAsync();
            }

            if (_board is not null && _loaded is not null && !_told.SequenceEqual(Events))
            {
                _told = Events;
                await _board.InvokeVoidAsync("setEvents", Gone, (object)Flags.Select((flag, index) => new { at = Seconds(flag.At), letter = Letter(index), bad = flag.Bad }).ToArray());
            }
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The page was left meanwhile.
        }
    }

    protected override async ValueTask LeavingAsync()
    {
        if (_board is null)
        {
            return;
        }

        try
        {
            await _board.InvokeVoidAsync("dispose", CancellationToken.None);
            await _board.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone and its charts with it.
        }
    }

    private async Task LoadAsync()
    {
        var range = Range;
        _loaded = range;
        _asked = Now;
        var history = await History(_asked - range.Span, _asked, Gone);
        _problem = history.Error is { } error ? Problem.From(error) : null;
        _step = history.Value?.Step;
        if (history.Ok && _board is not null && range == Range)
        {
            var rows = history.Value.Rows;
            var columns = Enumerable.Range(0, Columns).Select(column => rows.Select(row => Short(row.Values[column])).ToArray()).ToArray();
            await _board.InvokeVoidAsync("history", Gone, rows.Select(row => Seconds(row.At)).ToArray(), columns, Seconds(_asked), range.Span.TotalSeconds, history.Value.Step.TotalSeconds);
        }

        StateHasChanged();
    }

    private async Task PushAsync(ChartRow row)
    {
        if (_board is null)
        {
            return;
        }

        try
        {
            await _board.InvokeVoidAsync("push", Gone, Seconds(row.At), row.Values.Select(Short).ToArray());
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone; the circuit ends this component soon.
        }
    }

    private int Columns => Charts.Sum(chart => chart.Series.Length);

    private object Settings() => new
    {
        columns = Columns,
        zone = Times.Zone,
        charts = Charts.Select(chart => new { columns = chart.Series.Select(series => series.Column).ToArray(), unit = chart.Unit, top = chart.Top, floor = chart.Floor, units = chart.Units.Select(unit => new { word = unit.Word, size = unit.Size }).ToArray() }).ToArray(),
    };

    private static string Letter(int index) => ((char)('A' + index)).ToString();

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    // Five significant figures: a tenth of the bytes of a full double, finer than a pixel.
    private static double? Short(double? value) => value is not { } figure ? null : figure == 0 ? 0 : double.Parse(figure.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string StepText(TimeSpan step) => step.TotalSeconds switch
    {
        <= 1 => "one sample a second",
        < 60 => $"one point every {step.TotalSeconds:0} s",
        < 3600 => step.TotalMinutes < 1.5 ? "one point a minute" : $"one point every {step.TotalMinutes:0} min",
        _ => step.TotalHours < 1.5 ? "one point an hour" : $"one point every {step.TotalHours:0} h",
    };
}
