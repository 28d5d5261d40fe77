using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NexusQuantum.EndToEnd.Tests.Browsing;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Goes through a portal as its links go, a few pages of each kind, and keeps what they showed and asked for.</summary>
internal sealed partial class Walk(Session window, Eye eye)
{
    private const int EachKind = 2;

    // A control that text can be put into, by what it is called: its id, its label or its name.
    private const string Fields = """
        [...document.querySelectorAll('input:not([type]), input[type=text], input[type=search], input[type=email], input[type=url], input[type=tel], input[type=password], textarea, [contenteditable]')]
          .filter(field => field.checkVisibility())
          .map(field => field.className === 'xterm-helper-textarea' ? 'terminal' : field.id ? '#' + field.id : field.getAttribute('aria-label') ?? field.closest('label')?.firstChild.textContent.trim() ?? field.name)
        """;

    private const string Links = "[...document.querySelectorAll('a[href]')].filter(link => !link.download && link.origin === location.origin).map(link => link.pathname + link.search)";

    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>Kinds of pages that were opened, ids left out.</summary>
    public IReadOnlyCollection<string> Kinds => _kinds.Keys;

    /// <summary>The text of every page.</summary>
    public List<string> Texts { get; } = [];

    /// <summary>What asked for text, with its page.</summary>
    public HashSet<(string Kind, string Field)> Asked { get; } = [];

    public static Task<string[]> FieldsAsync(IPage page) => page.EvaluateAsync<string[]>(Fields);

    /// <summary>Opens a page; those at the gate have no circuit to wait for.</summary>
    public static async Task OpenAsync(Session window, string path)
    {
        await window.Page.GoAsync(path);
        if (new Uri(window.Page.Url).AbsolutePath is not ("/setup" or "/join") && !window.Page.Url.Contains("/sign-in", StringComparison.Ordinal))
        {
            await window.LiveAsync();
        }
    }

    public static string Kind(string path) => Id().Replace(path.Split('?')[0], "{id}");

    public async Task FromAsync(params string[] paths)
    {
        // What is asked for is opened in any case; what links lead to, a few times.
        var waiting = new Queue<(string Path, bool IsLink)>(paths.Select(path => (path, false)));
        while (waiting.TryDequeue(out var next))
        {
            var kind = Kind(next.Path);
            if (!_seen.Add(next.Path) || kind.StartsWith("/v1/", StringComparison.Ordinal) || (next.IsLink && _kinds.GetValueOrDefault(kind) >= EachKind))
            {
                continue;
            }

            _kinds[kind] = _kinds.GetValueOrDefault(kind) + (next.IsLink ? 1 : 0);
            foreach (var link in await LookAsync(next.Path))
            {
                waiting.Enqueue((link, true));
            }
        }
    }

    private async Task<string[]> LookAsync(string path)
    {
        await OpenAsync(window, path);
        // What is folded up shows more: an act before and after.
        if (Kind(path) == "/audit" && await window.Page.Locator("main tr [aria-expanded=false]").CountAsync() > 0)
        {
            await window.Page.EvaluateAsync("[...document.querySelectorAll('main tr [aria-expanded=false]')].slice(0, 8).forEach(fold => fold.click())");
            await Assertions.Expect(window.Page.Locator("main tr [aria-expanded=true]").First).ToBeVisibleAsync();
        }

        Texts.Add(await window.Page.EvaluateAsync<string>("document.documentElement.textContent + [...document.querySelectorAll('input, textarea')].map(field => field.value).join('\\n') + [...document.querySelectorAll('[title]')].map(one => one.title).join('\\n')"));
        Asked.UnionWith((await FieldsAsync(window.Page)).Select(field => (Kind(path), field)));
        await eye.AssertNothingAsync(window.Page, path);
        return await window.Page.EvaluateAsync<string[]>(Links);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}
