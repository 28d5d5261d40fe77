using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace NexusQuantum.Web.Ui;

/// <summary>
/// The document around every page. Pages with <c>[ExcludeFromInteractiveRouting]</c> (sign-in, set-up) are plain HTML: no
/// circuit, no MudBlazor. Terminal and chart libraries are not here; their modules load them where they are used.
/// </summary>
public sealed partial class App
{
    /// <summary>The cookie that keeps the theme, written by <c>theme.js</c>.</summary>
    public const string ThemeCookie = "nq-theme";

    /// <summary>The cookie in which <c>theme.js</c> tells the browser's time zone.</summary>
    public const string ZoneCookie = "nq-zone";

    private const string MudVersion = "9.12.0";

    private static readonly string[] Sheets =
    [
        "css/tokens.css", "css/base.css", "css/shell.css", "css/controls.css", "css/state.css", "css/section.css", "css/table.css",
        "css/object.css", "css/chart.css", "css/console.css", "css/drawer.css", "css/wizard.css", "css/checks.css", "css/prose.css", "css/float.css",
        "css/gate.css", "css/account.css", "css/machine.css", "css/audit.css", "css/mud.css", "css/narrow.css",
    ];

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!; // always there in the document, which is rendered per request

    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    private string Theme => Context.Request.Cookies[ThemeCookie] == "light" ? "light" : "dark";

    private string? Zone => Context.Request.Cookies[ZoneCookie] is { Length: <= Times.LongestZone } zone ? zone : null;
}
