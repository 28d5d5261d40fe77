using Bunit;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Ui.Terminals;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>The bars around a terminal, and its life in the browser.</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task It_is_made_once_and_given_back()
    {
        await using var stage = new Stage();
        var (module, terminal) = Scripts(stage);
        Open(stage);
        Assert.Single(module.Invocations["create"]);
        await stage.LeaveAsync();
        Assert.Single(terminal.Invocations["dispose"]);
    }

    [Fact]
    public async Task Left_while_its_libraries_come_it_is_still_given_back()
    {
        await using var stage = new Stage();
        var module = stage.Scripts.SetupModule("./js/terminal.js");
        var made = module.SetupModule(invocation => invocation.Identifier == "create");
        Open(stage);
        await stage.LeaveAsync();
        await Eventually.TrueAsync(() => made.Invocations["dispose"].Count == 1);
    }

    [Fact]
    public async Task Its_foot_says_only_what_was_measured()
    {
        await using var stage = new Stage();
        Scripts(stage);
        var terminal = Open(stage);
        await terminal.InvokeAsync(() => terminal.Instance.Report(new TerminalReport { Phase = "connected", Live = true, Cols = 132, Rows = 31, Lines = 12480, Scrollback = 50000 }));
        Assert.Contains("Connected", Foot(terminal), StringComparison.Ordinal);
        Assert.Contains("132 × 31", Foot(terminal), StringComparison.Ordinal);
        Assert.Contains("12,480 of 50,000", Foot(terminal), StringComparison.Ordinal);
        Assert.DoesNotContain("echo", Foot(terminal), StringComparison.Ordinal);
        Assert.DoesNotContain("input waits", Foot(terminal), StringComparison.Ordinal);
        await terminal.InvokeAsync(() => terminal.Instance.Report(new TerminalReport { Phase = "connected", Held = 96 * 1024 }));
        Assert.Contains("96 KiB of input waits", Foot(terminal), StringComparison.Ordinal);
        await terminal.InvokeAsync(() => terminal.Instance.Report(new TerminalReport { Phase = "connected", EchoMs = 1.34 }));
        Assert.Contains("echo 1.34 ms", Foot(terminal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_who_types_and_who_watches()
    {
        await using var stage = new Stage();
        Scripts(stage);
        var terminal = Open(stage);
        await terminal.InvokeAsync(() => terminal.Instance.Report(new TerminalReport { Viewers = [new("mara", true, true), new("jonas", false, false)] }));
        Assert.Equal("You type, jonas watches", terminal.Find(".who").GetAttribute("title"));
    }

    [Fact]
    public async Task A_refusal_is_shown_with_the_way_out_and_tried_again()
    {
        await using var stage = new Stage();
        var (_, made) = Scripts(stage);
        var terminal = Open(stage);
        await terminal.InvokeAsync(() => terminal.Instance.Report(new TerminalReport { Phase = "refused", Problem = new("fra-a1 does not answer.", "Try again when it is back.") }));
        Assert.Contains("fra-a1 does not answer. Try again when it is back.", terminal.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await terminal.Find("[role=alert] .btn").ClickAsync(new());
        Assert.Single(made.Invocations["again"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_lines_are_pasted_only_after_a_yes(bool yes)
    {
        await using var stage = new Stage();
        Scripts(stage);
        var terminal = Open(stage);
        var asked = terminal.InvokeAsync(() => terminal.Instance.ConfirmPaste(new PasteAsk(2, 18, "echo one\necho two\n")));
        Assert.Contains("Paste 2 lines, 18 characters?", terminal.Find(".con-ask").TextContent, StringComparison.Ordinal);
        await terminal.FindAll(".con-ask .btn")[yes ? 1 : 0].ClickAsync(new());
        Assert.Equal(yes, await asked);
        Assert.Empty(terminal.FindAll(".con-ask"));
    }

    [Fact]
    public async Task A_paste_that_waits_is_refused_when_the_page_is_left()
    {
        await using var stage = new Stage();
        Scripts(stage);
        var terminal = Open(stage);
        var asked = terminal.InvokeAsync(() => terminal.Instance.ConfirmPaste(new PasteAsk(2, 18, "a\nb")));
        await stage.LeaveAsync();
        Assert.False(await asked);
    }

    [Fact]
    public async Task A_key_of_the_menu_is_sent_as_a_terminal_sends_it()
    {
        await using var stage = new Stage();
        var (_, made) = Scripts(stage);
        var terminal = Open(stage);
        await terminal.Find("button[aria-label=Keys]").ClickAsync(new());
        await terminal.FindAll(".con-keys .btn").First(key => key.TextContent == "Ctrl C").ClickAsync(new());
        Assert.Equal("\u0003", Assert.Single(made.Invocations["send"]).Arguments[0]);
    }

    private static (BunitJSModuleInterop Module, BunitJSModuleInterop Made) Scripts(Stage stage)
    {
        var module = stage.Scripts.SetupModule("./js/terminal.js");
        module.Mode = JSRuntimeMode.Loose;
        var made = module.SetupModule(invocation => invocation.Identifier == "create");
        made.Mode = JSRuntimeMode.Loose;
        return (module, made);
    }

    private static IRenderedComponent<Terminal> Open(Stage stage)
        => stage.Open<Terminal>("/", with => with.Add(terminal => terminal.VmId, VmId.New()).Add(terminal => terminal.VmName, "web-1"));

    private static string Foot(IRenderedComponent<Terminal> terminal) => terminal.Find(".con-foot").TextContent;
}
