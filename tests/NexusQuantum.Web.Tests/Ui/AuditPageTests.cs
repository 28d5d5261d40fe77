using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Data.Audit;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Audit.Pages;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class AuditPageTests : Pages
{
    [Fact]
    public async Task An_act_opens_to_what_it_changed()
    {
        Audit.Acts.Add(Act());
        var page = Show<AuditLog>("/audit");
        Assert.Empty(page.FindAll(".diff"));
        await page.Find(".tb-audit tbody tr").ClickAsync(new());
        var rows = page.FindAll(".diff tbody tr").Select(row => Regex.Replace(row.TextContent, @"\s+", " ").Trim());
        Assert.Equal(["memoryMiB10242048", "power–running"], rows);
        await page.Find(".tb-audit tbody tr").ClickAsync(new());
        Assert.Empty(page.FindAll(".diff"));
    }

    [Fact]
    public void A_refusal_shows_its_outcome_and_who_was_refused()
    {
        Audit.Acts.Add(Act() with { Outcome = AuditOutcome.Refused, ProblemType = "permission-missing", Problem = "You may not start machines." });
        var row = Show<AuditLog>("/audit").Find(".tb-audit tbody tr").TextContent;
        Assert.Contains("Refused", row, StringComparison.Ordinal);
        Assert.Contains("vik", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_holds_the_filters_and_the_files_follow_them()
    {
        var page = Show<AuditLog>("/audit?outcome=refused&actor=vik&from=2026-11-01&to=2026-11-26&q=x%26y");
        var asked = Audit.Asked.Last();
        Assert.Equal((AuditOutcome.Refused, "vik", "x&y"), (asked.Outcome, asked.Actor, asked.Text));
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero), asked.To);
        var file = page.Find("a[download]").GetAttribute("href")!;
        Assert.Equal("/v1/audit/export?q=x%26y&actor=vik&outcome=refused&from=2026-11-01T00%3A00%3A00.0000000Z&to=2026-11-27T00%3A00%3A00.0000000Z&format=csv", file);
        await page.Find(".audit-ask input[type=search]").ChangeAsync(new ChangeEventArgs { Value = " db " });
        Assert.Contains("q=db&", Context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        await page.Find(".audit-ask .nq-seg button").ClickAsync(new());
        Assert.DoesNotContain("outcome", Context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_address_is_told()
        => Assert.Contains("from is no time", Show<AuditLog>("/audit?from=yesterday").Find(".errblock").TextContent, StringComparison.Ordinal);

    [Fact]
    public void An_empty_audit_says_what_comes_here()
        => Assert.Contains("Nothing was done yet", Show<AuditLog>("/audit").Find(".empty").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task An_outage_is_told_and_can_be_tried_again()
    {
        Audit.Refusal = new Error(ErrorKind.Unavailable, "database-unavailable", "The database does not answer now.");
        var page = Show<AuditLog>("/audit");
        Assert.Contains("does not answer", page.Find(".errblock").TextContent, StringComparison.Ordinal);
        Audit.Refusal = null;
        await page.Find(".errblock .btn").ClickAsync(new());
        Assert.Empty(page.FindAll(".errblock"));
    }

    [Fact]
    public async Task Verifying_says_what_was_found()
    {
        Audit.Verdict = new AuditVerdict(true, 12, 18203, 0, 0, Some.Now, "12:ab", Some.Now.AddMinutes(-2), 0.4, null);
        var page = Show<AuditLog>("/audit");
        Assert.Contains("Sealed up to 02:47:46, 18,203 rows", Text(page), StringComparison.Ordinal);
        await Button(page, "Verify").ClickAsync(new());
        Assert.Contains("verified 2 min ago: all match", Text(page), StringComparison.Ordinal);

        Audit.Verdict = Audit.Verdict with { Intact = false, Break = new AuditBreak("row-changed", 3, 7, "Row 7 was changed after seal 3.") };
        await Button(page, "Verify").ClickAsync(new());
        Assert.Contains("Row 7 was changed after seal 3.", page.Find(".verdict.bad").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeping_it_shorter_is_asked_about_and_longer_is_not()
    {
        var page = Show<AuditLog>("/audit");
        await page.Find(".audit-chain select").ChangeAsync(new ChangeEventArgs { Value = "36" });
        var asking = page.Find(".audit-chain select").ChangeAsync(new ChangeEventArgs { Value = "3" });
        page.WaitForElement(".dialog", Patience);
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await asking;
        await page.Find(".audit-chain select").ChangeAsync(new ChangeEventArgs { Value = "0" });
        Assert.Equal([36, 3, null], Audit.Kept);
    }

    [Fact]
    public void Who_may_only_read_sees_how_long_it_is_kept_and_why_not_to_change_it()
    {
        Me = Me with { Rights = Rights.Of([(null, PermissionSet.Of(Permission.AuditRead))]) };
        var select = Show<AuditLog>("/audit").Find(".audit-chain select");
        Assert.True(select.HasAttribute("disabled"));
        Assert.Contains("settings.administer", select.GetAttribute("title"), StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<WithProviders> page, string label) => page.FindAll("button").Single(button => button.TextContent.Trim() == label);

    private static string Text(IRenderedComponent<WithProviders> page) => Regex.Replace(page.Find(".audit-chain").TextContent, @"\s+", " ");

    private static AuditEntry Act() => new(
        7, Some.Now, Guid.NewGuid(), "vik", "token", Guid.NewGuid(), "192.0.2.7", "vm.edit", "vm", Guid.NewGuid().ToString(), "web-1", null, null, AuditOutcome.Accepted, null, null,
        ImmutableSortedDictionary<string, string?>.Empty.Add("memoryMiB", "1024"), ImmutableSortedDictionary<string, string?>.Empty.Add("memoryMiB", "2048").Add("power", "running"), null);
}
