using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace NexusQuantum.Web.Ui.Shell;

/// <summary>Search over everything features registered, and their actions. Keyboard first.</summary>
public sealed partial class CommandPalette
{
    private const int PerSource = 6;
    private ElementReference _box;
    private Group[] _groups = [];
    private SearchHit[] _flat = [];
    private string _text = string.Empty;
    private string? _refusal;
    private int _at;
    private bool _looking;

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private IEnumerable<ISearchSource> Sources { get; set; } = [];

    [Inject]
    private IEnumerable<NavEntry> Entries { get; set; } = [];

    [Inject]
    private NavigationManager Navigation { get; set; } = null!; // injected before any use

    protected override Task OnInitializedAsync() => LookAsync(string.Empty);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _box.FocusAsync();
        }
    }

    private Task FindAsync(ChangeEventArgs args) => LookAsync(args.Value as string ?? string.Empty);

    private async Task LookAsync(string text)
    {
        (_text, _looking, _refusal) = (text, true, null);
        var caller = await CallerAsync();
        var groups = new List<Group>();
        foreach (var source in Sources.OrderBy(source => source.Order))
        {
            var hits = await source.FindAsync(caller, text.Trim(), PerSource, Gone);
            if (_text != text)
            {
                return; // a newer keystroke is being looked for
            }

            if (hits.Count > 0)
            {
                groups.Add(new(source.Title, hits));
            }
        }

        SearchHit[] pages = [.. Entries.OrderBy(entry => entry.Order)
            .Where(entry => entry.Label.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(entry => new SearchHit(entry.Label, entry.Icon, entry.Href, entry.Key is { } key ? $"g {key}" : null))];
        if (pages.Length > 0)
        {
            groups.Add(new("Go to", pages));
        }

        (_groups, _flat, _at, _looking) = ([.. groups], [.. groups.SelectMany(group => group.Hits)], 0, false);
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "Escape":
                await OnClose.InvokeAsync();
                break;
            case "ArrowDown" when _flat.Length > 0:
                _at = (_at + 1) % _flat.Length;
                break;
            case "ArrowUp" when _flat.Length > 0:
                _at = (_at + _flat.Length - 1) % _flat.Length;
                break;
            case "Enter" when _at < _flat.Length:
                await TakeAsync(_flat[_at]);
                break;
        }
    }

    private async Task TakeAsync(SearchHit hit)
    {
        if (hit.Act is { } act)
        {
            _refusal = await act(Gone);
            if (_refusal is not null)
            {
                return;
            }
        }

        await OnClose.InvokeAsync();
        if (hit.Href is { } href)
        {
            Navigation.NavigateTo(href);
        }
    }

    private sealed record Group(string Title, IReadOnlyList<SearchHit> Hits);
}
